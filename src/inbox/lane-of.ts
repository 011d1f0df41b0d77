import { deliveryWorkflowId, refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import type { Delivery } from './delivery.ts'

/**
 * The lane of a delivery: the workflow id it is for. Deliveries of one lane are forwarded one after the other, in the
 * order they were accepted; lanes know nothing of each other.
 */
export function laneOf({ process, taskId, ref, refInId, problem, callback }: Delivery): string {
  if (problem !== null) return deliveryWorkflowId(process, taskId)
  if (callback !== undefined) return callback.workflowId
  return ref === null ? taskWorkflowId(process, taskId) : refWorkflowId(process, refInId ?? ref)
}

/** The process of a lane. A process id has no slash. */
export function processOfLane(lane: string): string {
  return lane.slice(0, lane.indexOf('/'))
}
