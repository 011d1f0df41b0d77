import type { Delivery } from '../../inbox/delivery.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { readHolder } from './read-holder.ts'
import { startWorkflow, type WorkflowOfDelivery } from './start-workflow.ts'

/** Each round means that Temporal forgot the holder in between. */
const MAX_ROUNDS = 5

/**
 * Starts the one workflow of a delivery; where its id is taken, looks once at what holds it. That costs one call, and
 * only where there is a key: without one nobody else can have the id.
 *
 * @returns its run; null: a repeat, whose workflow is there; `reused`: another body holds the id
 */
export async function startOnce(
  delivery: Delivery,
  target: DeliveryTarget,
  workflow: WorkflowOfDelivery,
): Promise<string | null | 'reused'> {
  const { digest } = delivery
  const start = digest === undefined ? workflow : { ...workflow, memo: { digest, ...workflow.memo } }
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const runId = await startWorkflow(delivery, target, start)
    if (runId !== null || comparesNothing(delivery)) return runId
    const holder = await readHolder(target.client, workflow.workflowId, target.deadlineMs)
    // Retention took it between the two calls.
    if (holder === null) continue
    return isSameBody(delivery, holder.memo.digest) ? null : 'reused'
  }
  throw new Error(`${workflow.workflowId} was forgotten ${MAX_ROUNDS} times while it was delivered`)
}

/** True where whatever has the same identity is a repeat. */
export function comparesNothing({ key, sameKey }: Pick<Delivery, 'key' | 'sameKey'>): boolean {
  return key === null || sameKey === 'repeat'
}

/**
 * @param kept digest in a memo. None: the version before kept none, or its sender had no key. What is no digest of ours
 *   tells nothing, and what tells nothing is not dropped
 */
export function isSameBody(delivery: Pick<Delivery, 'key' | 'sameKey' | 'digest'>, kept: unknown): boolean {
  return kept === undefined || kept === null || comparesNothing(delivery) || kept === delivery.digest
}
