const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const

/** A duration as one reads it, in its two largest units. @param ms >= 0 @example tellDuration(125_000) // '2 min 5 s' */
export function tellDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  const at = UNITS.findIndex(([, size]) => ms >= size)
  const [unit, size] = UNITS[at] ?? ['s', 1_000]
  const whole = Math.floor(ms / size)
  const [next, nextSize] = UNITS[at + 1] ?? [null, 1]
  const rest = Math.floor((ms % size) / nextSize)
  return next === null || rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${next}`
}
