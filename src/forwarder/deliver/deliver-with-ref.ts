/**
 * A delivery with a ref: one open task per ref, a later event of the same ref is a later run of the same workflow id.
 *
 * The first event of a ref starts its task here. Every later one is left to its record (deliveryRecord), since only a
 * workflow can decide and act in one: whatever a client reads of a ref may be over when it acts, and another receiver
 * may be in between. The task id of the first event stands in the memo of every run of the ref, so that its repeat is
 * known however many runs came after it; the request id of a start protects only the latest run.
 */

import type { Delivery } from '../../inbox/delivery.ts'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import type { Outcome } from './outcome.ts'
import { startRecord } from './start-record.ts'
import { startWorkflow } from './start-workflow.ts'
import { startDelayOf, taskOf } from './task-start.ts'

/** Each round means that Temporal forgot the ref in between. */
const MAX_ROUNDS = 5

export async function deliverWithRef(
  delivery: Delivery,
  ref: string,
  target: DeliveryTarget,
): Promise<Outcome> {
  const { taskId, workflowType } = delivery
  const workflowId = refWorkflowId(delivery.process, delivery.refInId ?? ref)
  const task = taskOf(delivery)
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const start = { workflowType, workflowId, arg: task, memo: { first: taskId }, ...startDelayOf(delivery) }
    const started = await startWorkflow(delivery, target, start)
    if (started !== null) return { kind: 'task', workflowId, runId: started, repeat: false }

    const latest = await target.client.describeRun({ workflowId, deadlineMs: target.deadlineMs })
    // Retention took its last run between the two calls.
    if (latest === null) continue
    const { runId, open, memo } = latest
    if (memo.first === taskId) return { kind: 'task', workflowId, runId: null, repeat: true }
    const first = typeof memo.first === 'string' ? memo.first : null
    return startRecord(delivery, { task, workflowId, first, openRunId: open ? runId : null }, target)
  }
  throw new Error(`The ref of task ${taskId} was forgotten ${MAX_ROUNDS} times while it was delivered`)
}
