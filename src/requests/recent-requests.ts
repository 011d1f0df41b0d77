/**
 * What the requests of one process came to lately, in counters of a fixed size: by hour for a day, and the times until
 * the answer for an hour. On the hot path, so counting is a few increments and allocates nothing.
 */

export interface AnswerTimes {
  /** Milliseconds; null while there was no request. */
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** Requests they are of. */
  readonly count: number
}

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
const SLOTS = 12
const SLOT_MS = HOUR_MS / SLOTS
/** Buckets of answer times grow by a tenth, from a tenth of a millisecond to a minute: a percentile is right to 10 %. */
const SMALLEST_MS = 0.1
const GROWTH = 1.1
const BUCKETS = 142
const LOG_GROWTH = Math.log(GROWTH)

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
   */
  count(now: number, accepted: boolean, answerMs: number): void {
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
    const bucket = place * BUCKETS + bucketOf(answerMs)
    this.#times[bucket] = (this.#times[bucket] as number) + 1
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
    return summarize(sums)
  }

  /** The last hour in twelve parts, the oldest first; the last one runs. @param now ms since 1970 */
  answerSlots(now: number): AnswerSlot[] {
    const last = Math.floor(now / SLOT_MS)
    return Array.from({ length: SLOTS }, (_, index) => {
      const slot = last - SLOTS + 1 + index
      const sums = new Array<number>(BUCKETS).fill(0)
      this.#addTo(sums, slot)
      return { from: slot * SLOT_MS, ...summarize(sums) }
    })
  }

  #addTo(sums: number[], slot: number): void {
    const place = slot % SLOTS
    if (this.#slots[place] !== slot) return
    for (let bucket = 0; bucket < BUCKETS; bucket += 1)
      sums[bucket] = (sums[bucket] as number) + (this.#times[place * BUCKETS + bucket] as number)
  }
}

function summarize(sums: readonly number[]): AnswerTimes {
  const count = sums.reduce((all, times) => all + times, 0)
  const percentile = (part: number) => (count === 0 ? null : percentileOf(sums, count * part))
  return { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), count }
}

function bucketOf(ms: number): number {
  if (ms <= SMALLEST_MS) return 0
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / SMALLEST_MS) / LOG_GROWTH))
}

/** Upper bound of the bucket that the request of this rank is in, ms. */
function percentileOf(sums: readonly number[], rank: number): number {
  let seen = 0
  const found = sums.findIndex((times) => {
    seen += times
    return seen >= rank
  })
  return Math.round(SMALLEST_MS * GROWTH ** found * 100) / 100
}
