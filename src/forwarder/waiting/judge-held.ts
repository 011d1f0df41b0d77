/** Whether somebody must look at the inbox, as one steady verdict: it comes at a threshold and goes at a lower one, after a while. Pure. */

export const HELD_LEVELS = ['calm', 'paused', 'held', 'filling', 'full'] as const
/** `paused`: all that waits waits for a resume; `held`: the oldest waits too long; `filling`, `full`: by its marks. */
export type HeldLevel = (typeof HELD_LEVELS)[number]

export interface HeldVerdict {
  readonly level: HeldLevel
  /** Since when, ms since 1970. */
  readonly since: number
  /** Since when a lower level would do; null: it would not. */
  readonly betterSince: number | null
}

export interface HeldFacts {
  /** ms since 1970. */
  readonly at: number
  readonly records: number
  /** Of those: what waits for nobody's decision. */
  readonly movable: number
  /** Of the oldest; 0: none. */
  readonly oldestAgeMs: number
  /** By its marks, 0 to 1. */
  readonly fill: number
  readonly writable: boolean
}

/** From where on a level is reached, and below what it is left again. */
export const HELD_THRESHOLDS = {
  heldMs: { from: 30_000, below: 10_000 },
  fillingAt: { from: 0.5, below: 0.4 },
  fullAt: { from: 0.9, below: 0.8 },
  /** A lower level must hold for so long. */
  settleMs: 30_000,
} as const

const rank = (level: HeldLevel) => HELD_LEVELS.indexOf(level)

/**
 * @param before null: nothing is known of before
 * @example verdict = judgeHeld(verdict, facts)
 */
export function judgeHeld(before: HeldVerdict | null, facts: HeldFacts): HeldVerdict {
  const { at } = facts
  const level = levelOf(facts, before?.level ?? 'calm')
  if (before === null || rank(level) > rank(before.level)) return { level, since: at, betterSince: null }
  if (level === before.level) return { ...before, betterSince: null }
  const betterSince = before.betterSince ?? at
  if (at - betterSince < HELD_THRESHOLDS.settleMs) return { ...before, betterSince }
  return { level, since: at, betterSince: null }
}

function levelOf({ records, movable, oldestAgeMs, fill, writable }: HeldFacts, now: HeldLevel): HeldLevel {
  const { heldMs, fillingAt, fullAt } = HELD_THRESHOLDS
  const passes = (value: number, threshold: { from: number; below: number }, level: HeldLevel) =>
    value >= (rank(now) >= rank(level) ? threshold.below : threshold.from)
  if (!writable || passes(fill, fullAt, 'full')) return 'full'
  if (passes(fill, fillingAt, 'filling')) return 'filling'
  if (movable > 0 && passes(oldestAgeMs, heldMs, 'held')) return 'held'
  return records > 0 && movable === 0 ? 'paused' : 'calm'
}
