/**
 * A delivery with a ref: one open task per ref, a later event of the same ref is a later run of the same workflow id.
 *
 * The first event of a ref starts its task here. Every later one is left to its record (deliveryRecord), since only a
 * workflow can decide and act in one: whatever a client reads of a ref may be over when it acts, and another receiver
 * may be in between. Task id and digest of the first event stand in the memo of every run of the ref, so that its repeat
 * is known however many runs came after it; the request id of a start protects only the latest run.
 */

import type { Delivery } from '../../inbox/delivery.ts'
import { refWorkflowId } from '../../process/ids/workflow-id.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { findFormer } from './find-former.ts'
import { formerIdOf } from './identify.ts'
import { keepReused } from './keep-reused.ts'
import type { Outcome } from './outcome.ts'
import { isSameBody } from './start-once.ts'
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
  const { taskId, workflowType, key, digest = null } = delivery
  const { client, deadlineMs } = target
  const refInId = delivery.refInId ?? ref
  const workflowId = refWorkflowId(delivery.process, refInId)
  const task = taskOf(delivery)
  const memo = { first: taskId, firstDigest: digest }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const start = { workflowType, workflowId, arg: task, memo, ...startDelayOf(delivery) }
    const started = await startWorkflow(delivery, target, start)
    if (started !== null) return { kind: 'task', workflowId, runId: started, repeat: false }

    const latest = await client.describeRun({ workflowId, deadlineMs })
    // Retention took its last run between the two calls.
    if (latest === null) continue
    const { runId, open } = latest
    const { first, firstDigest } = readFirst(latest.memo)
    if (first === taskId || (first !== null && first === formerIdOf(delivery))) {
      if (!isSameBody(delivery, firstDigest)) return keepReused(delivery, workflowId, target)
      return { kind: 'task', workflowId, runId: null, repeat: true }
    }
    if (firstDigest === undefined && key !== null) {
      const former = await findFormer(client, delivery, refInId, deadlineMs)
      if (former !== null) return { kind: 'recorded', workflowId: former, runId: null, repeat: true }
    }
    const of = { task, workflowId, first, openRunId: open ? runId : null }
    return startRecord(delivery, firstDigest === undefined ? of : { ...of, firstDigest }, target)
  }
  throw new Error(`The ref of task ${taskId} was forgotten ${MAX_ROUNDS} times while it was delivered`)
}

/** The first event of a ref as the memo of its runs tells it. No `firstDigest`: a version before started it. */
export function readFirst(memo: Readonly<Record<string, unknown>>): {
  readonly first: string | null
  readonly firstDigest: string | null | undefined
} {
  const { first, firstDigest } = memo
  return {
    first: typeof first === 'string' ? first : null,
    firstDigest: firstDigest === undefined || typeof firstDigest === 'string' ? firstDigest : null,
  }
}
