import { ERRORS } from '../../errors/error-table.ts'
import type { Delivery } from '../../inbox/delivery.ts'
import type { DeliveryTarget } from './delivery-target.ts'
import { asEntry } from './identify.ts'
import type { Outcome } from './outcome.ts'
import { startQuarantine } from './start-quarantine.ts'

const REUSED = { code: 'delivery_key_reused', message: ERRORS.delivery_key_reused.text, problems: [] }

/**
 * Keeps a delivery whose key came before with another body: neither a repeat nor dropped.
 *
 * @param holder workflow id of the first
 */
export async function keepReused(
  delivery: Delivery,
  holder: string,
  target: DeliveryTarget,
): Promise<Outcome> {
  const entry = asEntry(delivery, target.concealKey ?? null)
  const outcome = await startQuarantine(entry, REUSED, target, holder)
  return { ...outcome, reused: { entryId: entry.taskId } }
}
