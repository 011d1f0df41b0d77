/** Acceptance without a disk (inbox mode `direct`): Temporal has the delivery before the sender gets its answer. */
import { TemporalLateError } from '../errors/temporal-late-error.ts'
import { TemporalRefusedError } from '../errors/temporal-refused-error.ts'
import { classifyFailure } from './classify-failure.ts'
import { deliver } from './deliver.ts'
import type { AcceptDelivery } from './delivery.ts'
import type { DeliveryTarget } from './delivery-target.ts'

/**
 * An `accept` that throws TemporalLateError when Temporal is late or down (the same delivery may come again: a step
 * that was done is not done twice), and TemporalRefusedError when Temporal refuses the delivery for good.
 *
 * @param deadlineMs for the whole delivery, however many calls it takes
 */
export function createDirectAccept(target: DeliveryTarget, deadlineMs: number): AcceptDelivery {
  return async (delivery) => {
    const end = Date.now() + deadlineMs
    const bounded: DeliveryTarget = {
      ...target,
      get deadlineMs() {
        return Math.max(1, Math.min(target.deadlineMs, end - Date.now()))
      },
    }
    try {
      await deliver(delivery, bounded)
    } catch (error) {
      const { kind, reason } = classifyFailure(error)
      throw kind === 'refused' ? new TemporalRefusedError(reason, error) : new TemporalLateError(error)
    }
  }
}
