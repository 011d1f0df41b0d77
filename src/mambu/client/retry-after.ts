/** A server that asks for more than this is asked again earlier. Milliseconds. */
const MAX_DELAY_MS = 60 * 60 * 1000

/**
 * Reads a Retry-After header: seconds or an HTTP date (RFC 9110, 10.2.3).
 *
 * @returns milliseconds from `now`, at most one hour; undefined when there is none, it is over, or it can't be read
 * @example readRetryAfter('120') // 120_000
 */
export function readRetryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined
  const text = header.trim()
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now
  // Measured: Temporal never retries an activity whose next delay is 0.
  return Number.isNaN(ms) || ms <= 0 ? undefined : Math.min(ms, MAX_DELAY_MS)
}
