/** The scale of a chart has few lines at whole numbers, and all that is drawn is within it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeScale } from '../../../src/console/charts/make-scale.ts'

test('lines are whole numbers that grow, few, and the largest value is below the last one', () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), (most) => {
      const { ticks, partOf } = makeScale('linear', most)
      expect(ticks.length).toBeLessThanOrEqual(6)
      expect(ticks[0]).toBe(0)
      for (const [at, tick] of ticks.entries()) {
        expect(Number.isInteger(tick)).toBe(true)
        if (at > 0) expect(tick).toBeGreaterThan(ticks[at - 1] as number)
      }
      expect(partOf(most)).toBeLessThanOrEqual(1)
      expect(partOf(0)).toBe(0)
      expect(partOf(ticks.at(-1) as number)).toBeCloseTo(1)
    }),
  )
  expect(makeScale('linear', 87).ticks).toEqual([0, 25, 50, 75, 100])
  expect(makeScale('linear', 3).ticks).toEqual([0, 1, 2, 3])
})

test('on a scale of powers every answer time has its place, from a millisecond to a minute', () => {
  const { ticks, partOf } = makeScale('log', 500)
  expect(ticks).toEqual([1, 10, 100, 1_000])
  expect([partOf(0.1), partOf(1), partOf(1_000), partOf(60_000)]).toEqual([0, 0, 1, 1])
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      (a, b) => {
        expect(Math.sign(partOf(a) - partOf(b)) * Math.sign(a - b)).toBeGreaterThanOrEqual(0)
      },
    ),
  )
})
