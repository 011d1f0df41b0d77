/**
 * A delivery with a ref: one open task per ref, a later event of the same ref is a later run of the same workflow id.
 *
 * Order matters. The request id protects a start only while its run is the latest of the id, so a repeat is found by
 * the task ids in the memo of the latest run (its own and those of earlier runs); and what became of a delivery that
 * did not start a task stands in its decision record, which is read before anything new is started for it.
 *
 * Exact for one receiver, whose lane takes the events of a ref one by one. Temporal can't make "start, if this is
 * still the latest run" one step: where two receivers have events of one ref in the same few milliseconds, a run that
 * starts and closes between the reading and the start of the other is missing from the memo of the next.
 */
import { refWorkflowId } from '../process/workflow-id.ts'
import { decide, readDecision } from './decision-record.ts'
import type { Delivery } from './delivery.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import type { Outcome } from './outcome.ts'
import { reachRun } from './reach-run.ts'
import { startWorkflow } from './start-workflow.ts'
import { taskOf } from './task-start.ts'

/** Task ids a run remembers: more events of one ref than a sender still repeats. */
const REMEMBERED = 100
/** Each round means that something else happened to the ref in between; the forwarder begins anew after these. */
const MAX_ROUNDS = 20

export async function deliverWithRef(
  delivery: Delivery,
  ref: string,
  target: DeliveryTarget,
): Promise<Outcome> {
  const { client, deadlineMs } = target
  const { taskId, workflowType } = delivery
  const workflowId = refWorkflowId(delivery.process, ref)
  const task = taskOf(delivery)
  const startAfter = (earlier: readonly string[], reuse: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE') => {
    const deliveries = [...earlier, taskId].slice(-REMEMBERED)
    return startWorkflow(delivery, target, {
      workflowType,
      workflowId,
      arg: task,
      memo: { deliveries },
      reuse,
    })
  }
  const asTask = (runId: string, repeat: boolean): Outcome => ({ kind: 'task', workflowId, runId, repeat })

  // A decision to signal a run that closed too early is followed by the next one.
  let decision = 1
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const first = await startAfter([], 'REJECT_DUPLICATE')
    if (first !== null) return asTask(first, false)

    // Side by side, so that as little time as possible lies between what is read and the start that rests on it.
    const [latest, before] = await Promise.all([
      client.describeRun({ workflowId, deadlineMs }),
      readDecision(delivery, decision, target),
    ])
    // Retention took the run between the two calls.
    if (latest === null) continue
    const deliveries = deliveriesIn(latest.memo)
    if (deliveries.includes(taskId)) return asTask(latest.runId, true)

    const decided = before ?? (latest.open ? await decide(delivery, decision, latest.runId, target) : null)
    if (decided === null) {
      const next = await startAfter(deliveries, 'ALLOW_DUPLICATE')
      if (next !== null) return asTask(next, false)
      continue
    }
    if (decided.kind === 'quarantined') return decided
    const reached = await reachRun(decided.runId, workflowId, task, delivery.requestId, target)
    if (reached !== null) return { kind: 'signalled', workflowId, runId: reached, repeat: decided.repeat }
    decision += 1
  }
  throw new Error(`The ref of task ${taskId} changed hands ${MAX_ROUNDS} times while it was delivered`)
}

function deliveriesIn(memo: Readonly<Record<string, unknown>>): string[] {
  const { deliveries } = memo
  return Array.isArray(deliveries) ? deliveries.filter((entry) => typeof entry === 'string') : []
}
