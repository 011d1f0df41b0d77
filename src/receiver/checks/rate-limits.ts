import { StartnodeError } from '../../errors/startnode-error.ts'

interface Bucket {
  perSecond: number
  tokens: number
  /** performance.now() of the last refill. */
  at: number
}

/** Limits how many deliveries per second each process takes at this receiver; one second's worth may come at once. */
export interface RateLimits {
  /** @throws StartnodeError `rate_limited` when this one is too many */
  take(process: string, perSecond: number): void
}

/** @param now milliseconds, never going back; default `performance.now` */
export function createRateLimits(now: () => number = () => performance.now()): RateLimits {
  const buckets = new Map<string, Bucket>()
  return {
    take(process, perSecond) {
      const at = now()
      const size = Math.max(1, perSecond)
      let bucket = buckets.get(process)
      // A changed limit begins anew, full.
      if (bucket === undefined || bucket.perSecond !== perSecond) {
        bucket = { perSecond, tokens: size, at }
        buckets.set(process, bucket)
      }
      bucket.tokens = Math.min(size, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond)
      bucket.at = at
      if (bucket.tokens < 1) {
        throw new StartnodeError('rate_limited', undefined, {
          retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)),
        })
      }
      bucket.tokens -= 1
    },
  }
}
