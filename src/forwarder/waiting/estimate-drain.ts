/** How long an inbox takes to be empty, told only where it can be told. Pure. */

/** What an inbox was like at a moment. */
export interface InboxSample {
  /** ms since 1970. */
  readonly at: number
  readonly held: number
  /** Since the receiver started. */
  readonly accepted: number
  /** Since then. */
  readonly forwarded: number
}

export interface Drain {
  /** Until nothing waits that may go on; null: not known. */
  readonly seconds: number | null
  /** Why it is not known; null: it is. */
  readonly unknown:
    | 'unreachable'
    | 'blocked'
    | 'nothing goes out'
    | 'more comes than goes'
    | 'too early'
    | null
  /** Deliveries that come and go a second, of the last minutes. */
  readonly inPerSecond: number
  readonly outPerSecond: number
}

/** Rates are those of the last five minutes. */
const RATE_MS = 300_000
/** Shorter than this a rate says nothing. */
const ENOUGH_MS = 15_000

/**
 * @param samples oldest first
 * @param now what it is like now; `movable` waits for nobody's decision (what is paused does)
 * @example estimateDrain(samples, { ...sample, movable: 4_958, state: 'forwarding' }).seconds
 */
export function estimateDrain(
  samples: readonly InboxSample[],
  now: InboxSample & {
    readonly movable: number
    readonly state: 'forwarding' | 'unreachable' | 'blocked'
  },
): Drain {
  const first = samples.find(({ at }) => at >= now.at - RATE_MS)
  const seconds = first === undefined ? 0 : (now.at - first.at) / 1_000
  const perSecond = (from: number, to: number) => (seconds <= 0 ? 0 : Math.max(0, to - from) / seconds)
  const inPerSecond = perSecond(first?.accepted ?? 0, now.accepted)
  const outPerSecond = perSecond(first?.forwarded ?? 0, now.forwarded)
  const rates = { inPerSecond, outPerSecond }
  if (now.movable <= 0) return { seconds: 0, unknown: null, ...rates }
  const unknown = (reason: Drain['unknown']): Drain => ({ seconds: null, unknown: reason, ...rates })
  if (now.state !== 'forwarding') return unknown(now.state)
  if (seconds * 1_000 < ENOUGH_MS) return unknown('too early')
  if (outPerSecond === 0) return unknown('nothing goes out')
  if (outPerSecond <= inPerSecond) return unknown('more comes than goes')
  return { seconds: now.movable / (outPerSecond - inPerSecond), unknown: null, ...rates }
}
