const UNITS = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
  [1, 's'],
] as const

/** An interval in its largest whole unit. @example tellEvery(5_400_000) // '90 min' */
export function tellEvery(ms: number): string {
  const seconds = ms / 1_000
  const [size, unit] = UNITS.find(([size]) => seconds % size === 0) ?? [1, 's']
  return `${seconds / size} ${unit}`
}
