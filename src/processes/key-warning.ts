import { z } from 'zod'
import type { KeyHabits } from '../requests/request-metrics.ts'

export const keyWarning = z.object({
  message: z.string(),
  advice: z.string().describe('What to switch on, and where'),
})

/** Fewer deliveries say nothing of a sender. */
const ENOUGH = 3
const SWITCH_ON =
  'Mambu: switch on idempotency in webhook headers (`x-notifications-idempotency-key`); others: let them send `Idempotency-Key`, or name the place with `deliveryKey` in the Start node'
const UNDER_ONE =
  'A header with a fixed value in the webhook template is no delivery key: take it out; see docs/errors.md#delivery_key_reused'

/** What is wrong with how the senders of a process name their deliveries; null: nothing that is known. */
export function warnOfKeys({ without, withKey, allUnderOne }: KeyHabits): z.output<typeof keyWarning> | null {
  if (allUnderOne && withKey >= ENOUGH)
    return {
      message: `All ${withKey} deliveries with a delivery key had the same one, with different bodies`,
      advice: UNDER_ONE,
    }
  if (without < ENOUGH) return null
  return {
    message: `${without} of ${without + withKey} deliveries came without a delivery key: a retry of one of them is a second task`,
    advice: SWITCH_ON,
  }
}
