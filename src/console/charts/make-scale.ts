/** `log`: of powers of ten, from 1. */
export type Scale = 'linear' | 'log'

export interface MadeScale {
  /** Where lines are drawn, the lowest first. */
  readonly ticks: readonly number[]
  /** Part of the height, 0 to 1. */
  readonly partOf: (value: number) => number
}

const MOST_TICKS = 4

/**
 * @param most the largest value to be shown
 * @example makeScale('linear', 87).ticks // [0, 25, 50, 75, 100]
 */
export function makeScale(scale: Scale, most: number): MadeScale {
  if (scale === 'log') {
    const powers = Math.max(3, Math.ceil(Math.log10(Math.max(1, most))))
    return {
      ticks: Array.from({ length: powers + 1 }, (_, power) => 10 ** power),
      partOf: (value) => Math.min(1, Math.log10(Math.max(1, value)) / powers),
    }
  }
  const rough = Math.max(1, most) / MOST_TICKS
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = Math.max(
    1,
    [1, 2, 2.5, 5, 10].map((times) => times * power).find((size) => size >= rough) ?? rough,
  )
  const whole = Math.ceil(step)
  const count = Math.ceil(Math.max(1, most) / whole)
  return {
    ticks: Array.from({ length: count + 1 }, (_, at) => at * whole),
    partOf: (value) => value / (count * whole),
  }
}
