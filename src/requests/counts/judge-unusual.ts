/** Whether a share of the last hours is far beyond that of the days before. Pure; steady, since it is left later than it is reached. */

export interface Share {
  readonly count: number
  /** Of how many. */
  readonly of: number
}

export interface UnusualVerdict {
  readonly unusual: boolean
  /** Since when, ms since 1970. */
  readonly since: number
  /** 0 to 1. */
  readonly share: number
  /** Of the days before; null: too little came to know it. */
  readonly ordinary: number | null
}

/** Fewer deliveries of the days before say nothing of what is ordinary. */
export const ENOUGH_BEFORE = 50
/** Fewer of the last hours are nobody's worry, whatever their share. */
const FEW = { from: 5, below: 3 }
/** From so many times the ordinary on, and from so much at least; below that it is left. */
const TIMES = { from: 5, below: 2.5 }
const LEAST = { from: 0.1, below: 0.05 }

/**
 * @param before the last verdict; null: there is none
 * @param now ms since 1970
 * @example judgeUnusual(null, { last: { count: 40, of: 100 }, days: { count: 12, of: 9_000 } }, Date.now()).unusual // true
 */
export function judgeUnusual(
  before: UnusualVerdict | null,
  { last, days }: { readonly last: Share; readonly days: Share },
  now: number,
): UnusualVerdict {
  const share = last.of === 0 ? 0 : last.count / last.of
  const ordinary = days.of < ENOUGH_BEFORE ? null : days.count / days.of
  const was = before?.unusual ?? false
  const unusual = ordinary !== null && isBeyond(last.count, share, ordinary, was ? 'below' : 'from')
  return { unusual, since: before !== null && was === unusual ? before.since : now, share, ordinary }
}

function isBeyond(count: number, share: number, ordinary: number, by: 'from' | 'below'): boolean {
  return count >= FEW[by] && share >= thresholdOf(ordinary, by)
}

/** A share that is large every day can't be many times as large: then half of the rest is beyond it. */
function thresholdOf(ordinary: number, by: 'from' | 'below'): number {
  const rest = 1 - ordinary
  const far = ordinary + rest * (by === 'from' ? 0.5 : 0.25)
  return Math.max(LEAST[by], Math.min(ordinary * TIMES[by], far))
}
