/**
 * Which runs of a namespace are tasks. The admin API takes workflow ids from its callers, and a namespace holds more than
 * tasks: settings, queues, sums, firings of Schedules, and what others run there. None of them is ended, signalled or
 * shown by way of a task.
 */

import { ENGINE_WORKFLOWS } from '../process/ids/process-name.ts'

/** As `process/workflow-id.ts` makes them. */
const TASK_ID = /^[a-z0-9-]{1,64}\/[tr]\/./
const DELIVERY_ID = /^[a-z0-9-]{1,64}\/[trd]\/./

/** True for a task, which people may act on. */
export function isTask(workflowId: string, workflowType: string): boolean {
  return TASK_ID.test(workflowId) && !ENGINE_WORKFLOWS.includes(workflowType)
}

/** True for a task, an entry in quarantine or a record: what a delivery may have become. */
export function isOfDelivery(workflowId: string): boolean {
  return DELIVERY_ID.test(workflowId)
}
