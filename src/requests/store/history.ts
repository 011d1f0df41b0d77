/** Counts over hours and days: what is kept of them, and the hour that runs as it is now. */
import { addCounts, NO_COUNTS, type PeriodCounts } from '../counts/period-counts.ts'
import { HOUR_MS } from '../counts/process-tally.ts'
import type { RequestMetrics } from '../request-metrics.ts'
import { type Counted, listCounted, readCounts } from './kept-counts.ts'
import type { RequestStore } from './open-request-store.ts'

export interface CountHistory {
  /** Every process that has counts; `NOBODY` for what named none. */
  processes(): string[]
  /** The last `count` hours (UTC), the oldest first; the last one runs. */
  hours(process: string, count: number, now?: number): Counted[]
  /** The last `count` days (UTC), the oldest first; the last one runs. */
  days(process: string, count: number, now?: number): Counted[]
}

/** @param store null: what is in memory is all there is */
export function createHistory(
  store: RequestStore | null,
  metrics: Pick<RequestMetrics, 'tallies'>,
): CountHistory {
  const current = (process: string, now: number) => metrics.tallies.get(process)?.current(now) ?? null

  /** Those that have counts. */
  function readHours(process: string, from: number, now: number): Map<number, PeriodCounts> {
    const to = Math.floor(now / HOUR_MS)
    const kept = store === null ? [] : readCounts(store, process, 'h', { from, to })
    const found = new Map(kept.map(({ number, counts }) => [number, counts]))
    const running = current(process, now)
    if (running !== null) found.set(running.hour, running.counts)
    return found
  }

  function fill(found: ReadonlyMap<number, PeriodCounts>, last: number, count: number): Counted[] {
    return Array.from({ length: count }, (_, at) => {
      const number = last - count + 1 + at
      return { number, counts: found.get(number) ?? NO_COUNTS }
    })
  }

  return {
    processes: () => [...new Set([...(store === null ? [] : listCounted(store)), ...metrics.tallies.keys()])],
    hours(process, count, now = Date.now()) {
      const last = Math.floor(now / HOUR_MS)
      return fill(readHours(process, last - count + 1, now), last, count)
    },
    days(process, count, now = Date.now()) {
      const last = Math.floor(now / HOUR_MS / 24)
      const from = last - count + 1
      const parts = new Map<number, PeriodCounts[]>()
      const add = (day: number, counts: PeriodCounts) => parts.set(day, [...(parts.get(day) ?? []), counts])
      if (store !== null)
        for (const { number, counts } of readCounts(store, process, 'd', { from, to: last }))
          add(number, counts)
      for (const [hour, counts] of readHours(process, from * 24, now)) add(Math.floor(hour / 24), counts)
      return fill(new Map([...parts].map(([day, all]) => [day, addCounts(all)])), last, count)
    },
  }
}
