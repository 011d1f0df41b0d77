/** The circuit breaker of one webhook template, pure: a state in, a state out. */
import type { DeliveryRules } from './delivery-rules.ts'

export interface Breaker {
  /** `trial`: it was open long enough, and one message is under way to see whether the receiver is well again. */
  readonly state: 'closed' | 'open' | 'trial'
  /** The newest tries, oldest first; true: bad. Empty but for `closed`. */
  readonly recent: readonly boolean[]
  /** Clock time in ms from which on a trial may be sent; only for `open`. */
  readonly openUntil: number
  /** How often it opened, trials that failed included. */
  readonly opened: number
  readonly trials: number
}

export const CLOSED_BREAKER: Breaker = { state: 'closed', recent: [], openUntil: 0, opened: 0, trials: 0 }

/** Milliseconds until a message may be sent; 0: now. While a trial is under way nobody knows: null. */
export function waitOfBreaker({ state, openUntil }: Breaker, now: number): number | null {
  if (state === 'trial') return null
  return state === 'closed' ? 0 : Math.max(0, openUntil - now)
}

/** A message is sent now (`waitOfBreaker` said 0): while open it is the trial. */
export function beginTry(breaker: Breaker): Breaker {
  return breaker.state === 'open' ? { ...breaker, state: 'trial', trials: breaker.trials + 1 } : breaker
}

/**
 * A try has ended.
 *
 * @param bad slower than the rules say, or no 2xx
 * @param wasTrial this try was the trial; others that were under way when the breaker opened change nothing
 */
export function endTry(
  breaker: Breaker,
  { bad, wasTrial, now }: { readonly bad: boolean; readonly wasTrial: boolean; readonly now: number },
  rules: DeliveryRules,
): Breaker {
  if (breaker.state !== 'closed') {
    if (!wasTrial) return breaker
    return bad ? open(breaker, now, rules) : { ...breaker, state: 'closed', recent: [] }
  }
  const recent = [...breaker.recent, bad].slice(-rules.window)
  return recent.filter(Boolean).length >= rules.badToOpen ? open(breaker, now, rules) : { ...breaker, recent }
}

function open(breaker: Breaker, now: number, { openMs }: DeliveryRules): Breaker {
  return { ...breaker, state: 'open', recent: [], openUntil: now + openMs, opened: breaker.opened + 1 }
}
