import { expect, test } from 'vitest'
import { shareOfTime } from '../../../src/console/pages/task/share-of-time.ts'
import { tellDuration } from '../../../src/console/parts/duration.ts'

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [2_345, '2.3 s'],
  [59_000, '59 s'],
  [125_000, '2 min 5 s'],
  [3_600_000, '1 h'],
  [90_000_000, '1 d 1 h'],
])('%d ms are told as %s', (ms, text) => {
  expect(tellDuration(ms)).toBe(text)
})

const at = (seconds: number) => new Date(seconds * 1_000).toISOString()
const span = { from: 0, to: 100_000, now: 100_000 }

test('a visit takes its share of the time of the task; what is under way lasts until now', () => {
  expect(shareOfTime({ startedAt: at(10), endedAt: at(60) }, span)).toEqual({ left: 10, width: 50 })
  expect(shareOfTime({ startedAt: at(75), endedAt: null }, span)).toEqual({ left: 75, width: 25 })
})

test('what took no time is seen, and nothing leaves the line when clocks differ', () => {
  expect(shareOfTime({ startedAt: at(100), endedAt: at(100) }, span)).toEqual({ left: 99.4, width: 0.6 })
  expect(shareOfTime({ startedAt: at(-5), endedAt: at(500) }, span)).toEqual({ left: 0, width: 100 })
  expect(shareOfTime({ startedAt: at(0), endedAt: null }, { from: 0, to: 0, now: 0 }).left).toBe(0)
})
