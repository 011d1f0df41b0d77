/**
 * What the requests of one process came to lately, in counters of a fixed size: by hour for a day, and the times until
 * the answer for an hour. On the hot path, so counting is a few increments and allocates nothing.
 */
import {
  type AnswerTimes,
  BUCKETS,
  bucketOf,
  type SparseTimes,
  summarizeTimes,
  toSparse,
} from './counts/answer-buckets.ts'
import { type PeriodCounts, refusedOf } from './counts/period-counts.ts'

/** Answer times of five minutes. */
export interface AnswerSlot extends AnswerTimes {
  /** When they begin, ms since 1970. */
  readonly from: number
}

export interface HourCounts {
  /** 24 numbers, the oldest hour first; the last is the hour that runs (UTC). */
  readonly accepted: readonly number[]
  readonly refused: readonly number[]
}

export const HOURS = 24
const HOUR_MS = 3_600_000
/** The last hour is that of the last 12 slots of five minutes. */
export const SLOTS = 12
export const SLOT_MS = HOUR_MS / SLOTS

/** @example const recent = new RecentRequests(); recent.count(Date.now(), true, 3.2) */
export class RecentRequests {
  readonly #accepted = new Uint32Array(HOURS)
  readonly #refused = new Uint32Array(HOURS)
  /** Which hour since 1970 each place counts. */
  readonly #hours = new Uint32Array(HOURS)
  readonly #times = new Uint32Array(SLOTS * BUCKETS)
  readonly #slots = new Uint32Array(SLOTS)

  /**
   * @param now ms since 1970
   * @param answerMs until the answer was ready
   * @returns the bucket of that time
   */
  count(now: number, accepted: boolean, answerMs: number): number {
    const hour = Math.floor(now / HOUR_MS)
    const at = hour % HOURS
    if (this.#hours[at] !== hour) {
      this.#hours[at] = hour
      this.#accepted[at] = 0
      this.#refused[at] = 0
    }
    const counts = accepted ? this.#accepted : this.#refused
    counts[at] = (counts[at] as number) + 1

    const slot = Math.floor(now / SLOT_MS)
    const place = slot % SLOTS
    if (this.#slots[place] !== slot) {
      this.#slots[place] = slot
      this.#times.fill(0, place * BUCKETS, (place + 1) * BUCKETS)
    }
    const bucket = bucketOf(answerMs)
    this.#times[place * BUCKETS + bucket] = (this.#times[place * BUCKETS + bucket] as number) + 1
    return bucket
  }

  /** Adds what was kept of an hour before a restart. @param hour hours since 1970 */
  restoreHour(hour: number, { accepted, refused }: Pick<PeriodCounts, 'accepted' | 'refused'>): void {
    const at = hour % HOURS
    const known = this.#hours[at] as number
    if (known > hour) return
    const isSame = known === hour
    this.#hours[at] = hour
    this.#accepted[at] = (isSame ? (this.#accepted[at] as number) : 0) + accepted
    this.#refused[at] = (isSame ? (this.#refused[at] as number) : 0) + refusedOf({ refused })
  }

  /** The slots of five minutes that may have changed since `since`, with their number since 1970. @param since ms */
  slotsSince(since: number, now: number): { readonly slot: number; readonly times: SparseTimes }[] {
    const last = Math.floor(now / SLOT_MS)
    const first = Math.max(last - SLOTS + 1, Math.floor(since / SLOT_MS))
    const found = []
    for (let slot = first; slot <= last; slot += 1) {
      const place = slot % SLOTS
      if (this.#slots[place] !== slot) continue
      found.push({ slot, times: toSparse(this.#times.subarray(place * BUCKETS, (place + 1) * BUCKETS)) })
    }
    return found
  }

  /** Adds what was kept of a slot before a restart. */
  restoreSlot(slot: number, times: SparseTimes): void {
    const place = slot % SLOTS
    if ((this.#slots[place] as number) > slot) return
    if (this.#slots[place] !== slot) this.#times.fill(0, place * BUCKETS, (place + 1) * BUCKETS)
    this.#slots[place] = slot
    for (const [bucket, count] of times)
      this.#times[place * BUCKETS + bucket] = (this.#times[place * BUCKETS + bucket] as number) + count
  }

  /** @param now ms since 1970 */
  hours(now: number): HourCounts {
    const last = Math.floor(now / HOUR_MS)
    const read = (counts: Uint32Array) =>
      Array.from({ length: HOURS }, (_, index) => {
        const hour = last - HOURS + 1 + index
        return this.#hours[hour % HOURS] === hour ? (counts[hour % HOURS] as number) : 0
      })
    return { accepted: read(this.#accepted), refused: read(this.#refused) }
  }

  /** Of the last hour. @param now ms since 1970 */
  answerTimes(now: number): AnswerTimes {
    const last = Math.floor(now / SLOT_MS)
    const sums = new Array<number>(BUCKETS).fill(0)
    for (let slot = last - SLOTS + 1; slot <= last; slot += 1) this.#addTo(sums, slot)
    return summarizeTimes(sums)
  }

  /** The last hour in twelve parts, the oldest first; the last one runs. @param now ms since 1970 */
  answerSlots(now: number): AnswerSlot[] {
    const last = Math.floor(now / SLOT_MS)
    return Array.from({ length: SLOTS }, (_, index) => {
      const slot = last - SLOTS + 1 + index
      const sums = new Array<number>(BUCKETS).fill(0)
      this.#addTo(sums, slot)
      return { from: slot * SLOT_MS, ...summarizeTimes(sums) }
    })
  }

  #addTo(sums: number[], slot: number): void {
    const place = slot % SLOTS
    if (this.#slots[place] !== slot) return
    for (let bucket = 0; bucket < BUCKETS; bucket += 1)
      sums[bucket] = (sums[bucket] as number) + (this.#times[place * BUCKETS + bucket] as number)
  }
}
