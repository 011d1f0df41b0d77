/**
 * How Mambu delivers webhooks, as far as it is published: 4 tries with growing delays, and a circuit breaker per template.
 * Mambu publishes neither the delays nor today's thresholds of the breaker. 500 ms, 5 of 10 and 5 s are its figures of
 * 2021; the delays between tries are assumed.
 */
export interface DeliveryRules {
  /** Tries in all; then a message is FAILED and somebody must resend it. */
  readonly tries: number
  /** Milliseconds before the second try. */
  readonly firstDelayMs: number
  /** Each further delay is so many times the one before. */
  readonly delayFactor: number
  /** An answer that takes longer than this many milliseconds counts against the breaker, even a good one. */
  readonly slowMs: number
  /** Tries that the breaker looks back on. */
  readonly window: number
  /** So many bad ones of them open it. */
  readonly badToOpen: number
  /** Milliseconds it stays open before a trial. */
  readonly openMs: number
}

export const MAMBU_RULES: DeliveryRules = {
  tries: 4,
  firstDelayMs: 30_000,
  delayFactor: 4,
  slowMs: 500,
  window: 10,
  badToOpen: 5,
  openMs: 5_000,
}

/**
 * The same rules with all of Mambu's waiting so many times shorter; what it measures (`slowMs`) stays.
 *
 * @param pace 1: as Mambu; 60: a minute becomes a second
 */
export function paceRules(rules: DeliveryRules, pace: number): DeliveryRules {
  return { ...rules, firstDelayMs: rules.firstDelayMs / pace, openMs: rules.openMs / pace }
}

/**
 * Milliseconds until the next try; null: there is none, the message is FAILED.
 *
 * @param tried tries so far, all failed
 * @example retryDelayMs(1, MAMBU_RULES) // 30000
 */
export function retryDelayMs(tried: number, rules: DeliveryRules): number | null {
  return tried >= rules.tries ? null : rules.firstDelayMs * rules.delayFactor ** (tried - 1)
}
