/** Acceptance without a disk (inbox mode `direct`): Temporal has the delivery before the sender gets its answer. */
import { DeliveryKeyReusedError } from '../errors/delivery-errors.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { TemporalRefusedError } from '../errors/temporal-errors.ts'
import type { AcceptDelivery, Delivery } from '../inbox/delivery.ts'
import { classifyFailure } from './classify-failure.ts'
import { deliver } from './deliver/deliver.ts'
import type { DeliveryTarget } from './deliver/delivery-target.ts'
import type { Outcome } from './deliver/outcome.ts'

/**
 * An `accept` that throws `temporal_late` when Temporal is late or down (the same delivery may come again: a step
 * that was done is not done twice), and TemporalRefusedError when Temporal refuses the delivery for good.
 *
 * @param deadlineMs for the whole delivery, however many calls it takes
 * @param more.isPaused true: the process is paused, and here is no inbox to wait in (`process_paused`)
 * @param more.onOutcome told the outcome of each delivery once it is certain
 */
export function createDirectAccept(
  target: DeliveryTarget,
  deadlineMs: number,
  more: {
    readonly isPaused?: (process: string) => boolean
    readonly onOutcome?: (delivery: Delivery, outcome: Outcome) => void
  } = {},
): AcceptDelivery {
  return async (delivery) => {
    if (more.isPaused?.(delivery.process)) throw new StartnodeError('process_paused')
    const end = Date.now() + deadlineMs
    const bounded: DeliveryTarget = {
      ...target,
      get deadlineMs() {
        return Math.max(1, Math.min(target.deadlineMs, end - Date.now()))
      },
    }
    let outcome: Outcome
    try {
      outcome = await deliver(delivery, bounded)
    } catch (error) {
      const { kind, reason } = classifyFailure(error)
      throw kind === 'refused'
        ? new TemporalRefusedError(reason, error)
        : new StartnodeError('temporal_late', undefined, { cause: error })
    }
    more.onOutcome?.(delivery, outcome)
    if (outcome.reused) throw new DeliveryKeyReusedError(outcome.reused.entryId)
  }
}
