/**
 * How long to wait before the next try: exponential with full jitter, so that many lanes failing together do not come
 * back together.
 *
 * @param failures failed tries so far, at least 1
 * @returns ms, between a tenth of the ceiling and the ceiling
 * @example backoffMs(3, 100, 30_000) // 40 .. 400
 */
export function backoffMs(failures: number, baseMs: number, maxMs: number, random = Math.random): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(failures - 1, 30))
  return Math.round(ceiling * (0.1 + 0.9 * random()))
}
