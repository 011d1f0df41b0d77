/**
 * Counts the requests of one process, in the hour that runs. On the hot path: some increments, and nothing is allocated
 * but for a code that was not seen in this hour before.
 */
import type { RequestRow } from '../../receiver/receiver-log.ts'
import { RecentRequests } from '../recent-requests.ts'
import { addSparse, BUCKETS, toSparse } from './answer-buckets.ts'
import { addCounts, type PeriodCounts } from './period-counts.ts'

export const HOUR_MS = 3_600_000

/** Whole counts of an hour; written over what was kept of it. */
export interface HourCounted {
  /** Hours since 1970. */
  readonly hour: number
  readonly counts: PeriodCounts
}

export class ProcessTally {
  readonly recent = new RecentRequests()
  #hour = 0
  #accepted = 0
  #repeats = 0
  #kept = 0
  #keyless = 0
  #keyed = 0
  #lastAt: string | null = null
  #refused = new Map<string, number>()
  readonly #times = new Uint32Array(BUCKETS)
  #changed = false
  /** Of what came before the hour that runs. */
  #before: string | null = null
  /** Hours that are over and were not taken yet. */
  #closed: HourCounted[] = []

  /** @param now ms since 1970 */
  count(now: number, row: RequestRow): void {
    this.#turnTo(now)
    const accepted = row.code === 'accepted'
    if (accepted) this.#accepted += 1
    else this.#refused.set(row.code, (this.#refused.get(row.code) ?? 0) + 1)
    if (row.keptAs !== undefined) this.#kept += 1
    this.#lastAt = row.time
    const bucket = this.recent.count(now, accepted, row.durationMs)
    this.#times[bucket] = (this.#times[bucket] as number) + 1
  }

  /** ISO time of the newest request that is known; null: none. */
  get lastAt(): string | null {
    return this.#lastAt ?? this.#before
  }

  /** A delivery that could become a task. */
  identify(now: number, hasKey: boolean): void {
    this.#turnTo(now)
    if (hasKey) this.#keyed += 1
    else this.#keyless += 1
  }

  /** What became of one; a repeat of what is kept is a repeat. @param isReused it is kept, since its key came before */
  settle(now: number, isRepeat: boolean, isReused: boolean): void {
    if (!isRepeat && !isReused) return
    this.#turnTo(now)
    if (isRepeat) this.#repeats += 1
    else this.#kept += 1
  }

  /** The hour that runs; null while nothing came in it. */
  current(now: number): HourCounted | null {
    return this.#hour === Math.floor(now / HOUR_MS) ? this.#read() : null
  }

  /** What was not kept yet, oldest first; from now on it counts as kept. */
  take(): HourCounted[] {
    const taken = this.#closed
    this.#closed = []
    if (this.#changed) taken.push(this.#read())
    this.#changed = false
    return taken
  }

  /** Puts back what could not be kept; newer counts of the same hour hold it. */
  putBack(taken: readonly HourCounted[]): void {
    for (const one of taken) {
      if (one.hour === this.#hour) this.#changed = true
      else if (!this.#closed.some(({ hour }) => hour === one.hour)) this.#closed.push(one)
    }
  }

  /** Goes on from what was kept before a restart. @param hours of the last day */
  restore(now: number, hours: readonly HourCounted[]): void {
    for (const { hour, counts } of hours) {
      this.recent.restoreHour(hour, counts)
      if (counts.lastAt !== null && counts.lastAt > (this.#before ?? '')) this.#before = counts.lastAt
      if (hour !== Math.floor(now / HOUR_MS)) continue
      const sum = addCounts([counts, ...(this.current(now) === null ? [] : [this.#read().counts])])
      this.#begin(hour)
      this.#accepted = sum.accepted
      this.#repeats = sum.repeats
      this.#kept = sum.kept
      this.#keyless = sum.keyless
      this.#keyed = sum.keyed
      this.#lastAt = sum.lastAt
      this.#refused = new Map(Object.entries(sum.refused))
      addSparse(this.#times, sum.times)
    }
  }

  #turnTo(now: number): void {
    this.#changed = true
    const hour = Math.floor(now / HOUR_MS)
    if (hour === this.#hour) return
    if (this.#hour !== 0) this.#closed.push(this.#read())
    this.#begin(hour)
  }

  #begin(hour: number): void {
    this.#before = this.#lastAt ?? this.#before
    this.#hour = hour
    this.#accepted = 0
    this.#repeats = 0
    this.#kept = 0
    this.#keyless = 0
    this.#keyed = 0
    this.#lastAt = null
    this.#refused = new Map()
    this.#times.fill(0)
  }

  #read(): HourCounted {
    return {
      hour: this.#hour,
      counts: {
        accepted: this.#accepted,
        refused: Object.fromEntries(this.#refused),
        repeats: this.#repeats,
        kept: this.#kept,
        keyless: this.#keyless,
        keyed: this.#keyed,
        times: toSparse(this.#times),
        lastAt: this.#lastAt,
      },
    }
  }
}
