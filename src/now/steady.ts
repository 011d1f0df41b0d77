/**
 * Makes a verdict that holds still of looks that don't: what is seen must last for the time of its kind before it is told,
 * and be gone for a time before it is not. Pure; times come from outside.
 */
import { KINDS, type Need } from './need.ts'

interface Followed {
  /** As it was seen last. */
  readonly need: Need
  /** ms since 1970: since when it is seen without a break that counts. */
  readonly firstAt: number
  readonly lastAt: number
  readonly told: boolean
}

export interface Steady {
  readonly followed: ReadonlyMap<string, Followed>
  readonly state: 'well' | 'needs'
  /** ms since 1970: when the state became what it is. */
  readonly since: number
}

/** @param now ms since 1970: nothing is known from before */
export function beginSteady(now: number): Steady {
  return { followed: new Map(), state: 'well', since: now }
}

/**
 * The next verdict.
 *
 * @param seen what a look found; what could not be looked at is kept by `unknown`
 * @param unknown kinds that could not be looked at: what is told of them stays
 * @example steady = settle(steady, [makeNeed('held', { text: '...' })], new Set(), Date.now())
 */
export function settle(
  before: Steady,
  seen: readonly Need[],
  unknown: ReadonlySet<Need['kind']>,
  now: number,
): Steady {
  const followed = new Map<string, Followed>()
  for (const need of seen) {
    const known = before.followed.get(need.id)
    const firstAt = known?.firstAt ?? now
    const told = known?.told === true || now - firstAt >= KINDS[need.kind].raiseMs
    followed.set(need.id, { need, firstAt, lastAt: now, told })
  }
  for (const [id, known] of before.followed) {
    if (followed.has(id)) continue
    const stays = unknown.has(known.need.kind)
    const isFresh = known.told && now - known.lastAt < KINDS[known.need.kind].clearMs
    if (stays || isFresh) followed.set(id, stays ? { ...known, lastAt: now } : known)
  }
  const state = [...followed.values()].some(({ told, need }) => told && need.urgency !== 'look')
    ? 'needs'
    : 'well'
  return { followed, state, since: state === before.state ? before.since : now }
}

/** What is told, in no order. */
export function toldNeeds({ followed }: Steady): Need[] {
  return [...followed.values()].filter(({ told }) => told).map(({ need }) => need)
}
