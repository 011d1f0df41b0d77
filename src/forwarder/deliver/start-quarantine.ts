import type { Delivery, DeliveryProblem } from '../../inbox/delivery.ts'
import { deliveryWorkflowId } from '../../process/ids/workflow-id.ts'
import { encodeBody } from '../../quarantine/encode-body.ts'
import { takeQuarantineRoom } from '../../quarantine/quarantine-room.ts'
import type { QuarantinedDelivery } from '../../workflows/quarantine/kept-delivery.ts'
import { arrivalIdOf } from './arrival-id.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { asNextEntry } from './identify.ts'
import type { Outcome } from './outcome.ts'
import { startWorkflow } from './start-workflow.ts'

/** Thousands of problems help nobody and could make the argument too large. */
const MAX_PROBLEMS = 100
const DEFAULTS = { days: 30, maxPerProcess: 1_000 }

/** What starts the quarantine of a delivery. */
export function quarantineOf(
  delivery: Delivery,
  problem: DeliveryProblem,
  { quarantine = DEFAULTS }: Pick<DeliveryTarget, 'quarantine'> = {},
  holder?: string,
): { readonly arg: QuarantinedDelivery; readonly memo: Record<string, unknown> } {
  const { process, addressed, taskId, key, ref, receivedAt, method, contentType, format } = delivery
  const { digest, identity } = delivery
  const arg: QuarantinedDelivery = {
    ...{ process, addressed, taskId, key, ref, receivedAt, method, contentType, format },
    problem: { ...problem, problems: problem.problems.slice(0, MAX_PROBLEMS) },
    keptDays: quarantine.days,
    ...(identity === undefined ? {} : { identity }),
    ...(holder === undefined ? {} : { holder }),
    ...encodeBody(delivery.body),
    // It was refused unread: nobody shall take the empty text for what was sent.
    ...(delivery.body.length === 0 && problem.code !== 'body_empty' ? { bodyCut: true } : {}),
  }
  return { arg, memo: { outcome: 'quarantined', ...(digest === undefined ? {} : { digest }) } }
}

/** Entries of the same bytes without a key that are looked at before one is made for this arrival alone. */
const MAX_ENDED = 10

/**
 * Puts a delivery into quarantine; a repeat finds the one that is there, and is counted by it. Where that has ended, a
 * repeat under a key changes nothing. Without a key nobody knows that it is one: the same bytes may be another event, so
 * they get the next entry, which counts those that come after.
 *
 * @param holder workflow id of the first one under its key, where this one is another
 * @throws StartnodeError `quarantine_full` when there is no room for another one
 */
export async function startQuarantine(
  delivery: Delivery,
  problem: DeliveryProblem,
  target: DeliveryTarget,
  holder?: string,
): Promise<Outcome> {
  let entry = delivery
  for (let ended = 0; ; ended++) {
    const outcome = await startEntry(entry, problem, target, holder)
    if (outcome !== 'ended') return entry === delivery ? outcome : { ...outcome, keptAs: entry.taskId }
    if (delivery.key !== null || ended > MAX_ENDED)
      return { kind: 'quarantined', workflowId: workflowIdOf(entry), runId: null, repeat: true }
    const about = ended < MAX_ENDED ? entry.taskId : `${entry.taskId} ${delivery.receivedAt}`
    entry = asNextEntry(delivery, about, target.concealKey ?? null)
  }
}

const workflowIdOf = ({ process, taskId }: Delivery) => deliveryWorkflowId(process, taskId)

/** @returns `ended`: its entry is there, and over */
async function startEntry(
  delivery: Delivery,
  problem: DeliveryProblem,
  target: DeliveryTarget,
  holder?: string,
): Promise<Outcome | 'ended'> {
  const { process, taskId } = delivery
  const { client, deadlineMs, quarantine = DEFAULTS } = target
  const workflowId = workflowIdOf(delivery)
  const count = async ({ runId, open }: { readonly runId: string; readonly open: boolean }) => {
    const requestId = `${arrivalIdOf(delivery, target.concealKey ?? null)}-again`
    const again = { workflowId, runId, signal: 'again', arg: null, requestId, deadlineMs }
    if (!open || !(await client.signalRun(again))) return 'ended'
    return { kind: 'quarantined', workflowId, runId: null, repeat: true } as const
  }

  try {
    await takeQuarantineRoom(client, process, quarantine.maxPerProcess)
  } catch (error) {
    const there = await client.describeRun({ workflowId, deadlineMs })
    if (there === null) throw error
    return count(there)
  }
  const runId = await startWorkflow(delivery, target, {
    workflowType: 'quarantinedDelivery',
    workflowId,
    node: 'Quarantine',
    staticSummary: cutText(`${problem.code}: ${delivery.title}`),
    ...quarantineOf(delivery, problem, target, holder),
  })
  if (runId !== null) return { kind: 'quarantined', workflowId, runId, repeat: false }
  const there = await client.describeRun({ workflowId, deadlineMs })
  // Retention took it between the two calls: not a repeat any more.
  if (there === null) throw new Error(`The entry ${taskId} was forgotten while it was delivered`)
  return count(there)
}

/** Temporal refuses a summary over 400 bytes; a character has up to 3, and encryption adds to it. */
function cutText(text: string): string {
  return text.slice(0, 80)
}
