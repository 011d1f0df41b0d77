/** Narrower can't be seen, percent. */
const LEAST = 0.6

/**
 * Where a visit lies within the time of its task, in percent. Pure.
 *
 * @param span ms since 1970; `now` ends what has not ended
 * @example shareOfTime({ startedAt, endedAt: null }, { from, to: now, now })
 */
export function shareOfTime(
  { startedAt, endedAt }: { readonly startedAt: string; readonly endedAt: string | null },
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): { readonly left: number; readonly width: number } {
  const whole = Math.max(1, to - from)
  const share = (at: number) => Math.min(100, Math.max(0, ((at - from) / whole) * 100))
  const left = Math.min(100 - LEAST, share(Date.parse(startedAt)))
  const right = share(endedAt === null ? Math.min(now, to) : Date.parse(endedAt))
  return { left, width: Math.max(LEAST, right - left) }
}
