/** Answer times as counts in buckets that grow by a tenth, from a tenth of a millisecond to a minute. */

export interface AnswerTimes {
  /** Milliseconds; null while there was no request. */
  readonly p50: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** Requests they are of. */
  readonly count: number
}

/** Counts of the buckets that have any: `[bucket, count]`. */
export type SparseTimes = readonly (readonly [bucket: number, count: number])[]

const SMALLEST_MS = 0.1
/** So a percentile is right to 10 %. */
const GROWTH = 1.1
export const BUCKETS = 142
const LOG_GROWTH = Math.log(GROWTH)

export function bucketOf(ms: number): number {
  if (ms <= SMALLEST_MS) return 0
  return Math.min(BUCKETS - 1, Math.ceil(Math.log(ms / SMALLEST_MS) / LOG_GROWTH))
}

/** @param counts one number a bucket */
export function summarizeTimes(counts: ArrayLike<number>): AnswerTimes {
  let count = 0
  for (let bucket = 0; bucket < counts.length; bucket += 1) count += counts[bucket] as number
  const percentile = (part: number) => (count === 0 ? null : percentileOf(counts, count * part))
  return { p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99), count }
}

/** Upper bound of the bucket that the request of this rank is in, ms. */
function percentileOf(counts: ArrayLike<number>, rank: number): number {
  let seen = 0
  let bucket = 0
  for (; bucket < counts.length - 1; bucket += 1) {
    seen += counts[bucket] as number
    if (seen >= rank) break
  }
  return Math.round(SMALLEST_MS * GROWTH ** bucket * 100) / 100
}

export function toSparse(counts: ArrayLike<number>): SparseTimes {
  const sparse: [number, number][] = []
  for (let bucket = 0; bucket < counts.length; bucket += 1)
    if (counts[bucket] !== 0) sparse.push([bucket, counts[bucket] as number])
  return sparse
}

/** Adds to one number a bucket. */
export function addSparse(to: { [bucket: number]: number }, times: SparseTimes): void {
  for (const [bucket, count] of times) to[bucket] = (to[bucket] ?? 0) + count
}
