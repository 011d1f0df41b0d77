import { compareDecimals } from '../../src/process/decimal.ts'
import type { CardMessage } from './card-message.ts'

/** Highest amount of one payment, by currency; a currency that is not here is not served. */
const LIMITS: Readonly<Record<string, number>> = { EUR: 1_000, GBP: 900, USD: 1_100 }

/** Up to this a payment is approved without Mambu, when Mambu has not answered in time. */
const STAND_IN_LIMITS: Readonly<Record<string, number>> = { EUR: 50, GBP: 45, USD: 55 }

/** Days after which a hold without a clearing is released; card schemes allow 7 for most payments. */
export const HOLD_DAYS = 7

/** Of the transactions in Mambu (Administration > Transaction Channels). */
export const CARD_CHANNEL = 'cards'

/** Unless the processor says how long it waits. Milliseconds. */
const ANSWER_WITHIN_MS = 3_000
/** Left for the way of the answer to the processor. Milliseconds. */
const WAY_BACK_MS = 300

/** Why a payment is denied, as the code the processor shows; null: the rules have nothing against it. */
export function judgePayment({ amount, currency_code }: CardMessage): string | null {
  const limit = LIMITS[currency_code]
  if (limit === undefined) return 'CURRENCY_NOT_SUPPORTED'
  return compareDecimals(amount, limit) > 0 ? 'AMOUNT_LIMIT_EXCEEDED' : null
}

/** Whether the bank stands in for Mambu: it would rather bear a small loss than turn customers away at the till. */
export function standsIn({ amount, currency_code }: CardMessage): boolean {
  return compareDecimals(amount, STAND_IN_LIMITS[currency_code] ?? 0) <= 0
}

/**
 * How long Mambu may take, so that the processor still gets its answer.
 *
 * @param receivedAt ISO 8601, when the receiver accepted the message
 * @param now Unix milliseconds
 * @returns milliseconds; 0: the processor has given up
 */
export function timeForMambu({ answer_within_ms }: CardMessage, receivedAt: string, now: number): number {
  const within = (answer_within_ms ?? ANSWER_WITHIN_MS) - WAY_BACK_MS
  // A clock of a receiver that runs ahead must not lengthen it.
  return Math.max(0, Math.min(within, within - (now - Date.parse(receivedAt))))
}
