/** Reads and writes counts: hours for a week, whole days for a year, five minutes for an hour. */
import type { SparseTimes } from '../counts/answer-buckets.ts'
import { addCounts, type PeriodCounts, periodCounts } from '../counts/period-counts.ts'
import type { HourCounted } from '../counts/process-tally.ts'
import type { CountKey, RequestStore } from './open-request-store.ts'

export const KEPT_HOURS = 7 * 24
export const KEPT_DAYS = 366
const KEPT_SLOTS = 12
const SLOTS_A_DAY = 288

export type Unit = 'h' | 'd'

/** Counts of an hour or a day by their number since 1970, UTC. */
export interface Counted {
  readonly number: number
  readonly counts: PeriodCounts
}

/** Every process that has counts, also those of before. */
export function listCounted({ counts }: Pick<RequestStore, 'counts'>): string[] {
  const found: string[] = []
  for (let after: CountKey | undefined; ; ) {
    const [next] = counts.getKeys({ ...(after === undefined ? {} : { start: after }), limit: 1 })
    if (next === undefined) return found
    found.push(next[0])
    // Behind the last unit there is, so that the rest of its counts is not read.
    after = [next[0], 't' as 's', 0]
  }
}

/** From `from` to `to`, both included, oldest first; what has no counts is left out. */
export function readCounts(
  store: Pick<RequestStore, 'counts' | 'atRest'>,
  process: string,
  unit: Unit,
  range: { readonly from: number; readonly to: number },
): Counted[] {
  return readRange(store, process, unit, range).flatMap(({ number, value }) => {
    const parsed = periodCounts.safeParse(value)
    return parsed.success ? [{ number, counts: parsed.data as PeriodCounts }] : []
  })
}

export function readSlots(
  store: Pick<RequestStore, 'counts' | 'atRest'>,
  process: string,
  range: { readonly from: number; readonly to: number },
): { readonly slot: number; readonly times: SparseTimes }[] {
  return readRange(store, process, 's', range).flatMap(({ number, value }) => {
    const parsed = periodCounts.shape.times.safeParse(value)
    return parsed.success ? [{ slot: number, times: parsed.data }] : []
  })
}

function readRange(
  { counts, atRest }: Pick<RequestStore, 'counts' | 'atRest'>,
  process: string,
  unit: CountKey[1],
  { from, to }: { readonly from: number; readonly to: number },
): { readonly number: number; readonly value: unknown }[] {
  const range = counts.getRange({ start: [process, unit, from], end: [process, unit, to + 1] })
  return Array.from(range, ({ key, value }) => ({
    number: key[2],
    value: JSON.parse(atRest.open(value).toString()) as unknown,
  }))
}

/** Writes whole counts over what was kept of those hours; resolves when each is on disk. */
export function writeHours(
  store: Pick<RequestStore, 'counts' | 'atRest'>,
  process: string,
  hours: readonly HourCounted[],
): Promise<boolean>[] {
  return hours.map(({ hour, counts }) => put(store, [process, 'h', hour], counts))
}

/** A slot of five minutes takes the place of the one of a day ago. */
export function writeSlots(
  store: Pick<RequestStore, 'counts' | 'atRest'>,
  process: string,
  slots: readonly { readonly slot: number; readonly times: SparseTimes }[],
): Promise<boolean>[] {
  return slots.map(({ slot, times }) => put(store, [process, 's', slot], times))
}

function put({ counts, atRest }: Pick<RequestStore, 'counts' | 'atRest'>, key: CountKey, value: unknown) {
  return counts.put(key, atRest.seal(Buffer.from(JSON.stringify(value))))
}

/**
 * Adds the hours of days that are older than a week up to their day, and forgets what is older than a year. One process
 * in one transaction, so that no hour is counted twice or lost.
 *
 * @param now ms since 1970
 */
export async function foldCounts(store: RequestStore, process: string, now: number): Promise<void> {
  const today = Math.floor(now / 86_400_000)
  const firstKept = today - KEPT_HOURS / 24
  const old = readCounts(store, process, 'h', { from: 0, to: firstKept * 24 - 1 })
  const byDay = new Map<number, Counted[]>()
  for (const hour of old) {
    const day = Math.floor(hour.number / 24)
    byDay.set(day, [...(byDay.get(day) ?? []), hour])
  }
  await store.counts.transaction(() => {
    for (const [day, hours] of byDay) {
      const known = readCounts(store, process, 'd', { from: day, to: day })
      void put(store, [process, 'd', day], addCounts([...known, ...hours].map(({ counts }) => counts)))
      for (const { number } of hours) void store.counts.remove([process, 'h', number])
    }
    for (const [unit, before] of [
      ['d', today - KEPT_DAYS],
      ['s', today * SLOTS_A_DAY - KEPT_SLOTS],
    ] as const) {
      const keys = store.counts.getKeys({ start: [process, unit, 0], end: [process, unit, before] })
      for (const key of [...keys]) void store.counts.remove(key)
    }
  })
}
