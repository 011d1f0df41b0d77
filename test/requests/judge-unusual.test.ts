/** When repeats and keyless deliveries are out of the ordinary. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ENOUGH_BEFORE, judgeUnusual, type UnusualVerdict } from '../../src/requests/counts/judge-unusual.ts'
import { NO_COUNTS } from '../../src/requests/counts/period-counts.ts'
import { watchUnusual } from '../../src/requests/store/watch-unusual.ts'

const share = (most: number) =>
  fc.tuple(fc.nat(most), fc.nat(most)).map(([a, b]) => ({ count: Math.min(a, b), of: Math.max(a, b) }))
const facts = fc.record({ last: share(2_000), days: share(100_000) })
const verdict: fc.Arbitrary<UnusualVerdict | null> = fc.option(
  fc.record({ unusual: fc.boolean(), since: fc.nat(), share: fc.constant(0), ordinary: fc.constant(null) }),
)

test('what is no larger a share than before is never out of the ordinary', () => {
  fc.assert(
    fc.property(verdict, facts, (before, { last, days }) => {
      const now = judgeUnusual(before, { last, days }, 9)
      if (now.ordinary === null || now.share <= now.ordinary) expect(now.unusual).toBe(false)
    }),
  )
})

test('more of the same share of deliveries never makes it ordinary, and it is left later than it is reached', () => {
  fc.assert(
    fc.property(facts, fc.nat(100), ({ last, days }, more) => {
      const fresh = judgeUnusual(null, { last, days }, 1)
      const known = { ...fresh, unusual: true, since: 0 }
      if (fresh.unusual) {
        const count = Math.min(last.of, last.count + more)
        expect(judgeUnusual(null, { last: { ...last, count }, days }, 1).unusual).toBe(true)
        expect(judgeUnusual(known, { last, days }, 1).unusual).toBe(true)
      }
    }),
  )
})

test('the same again changes nothing', () => {
  fc.assert(
    fc.property(verdict, facts, (before, one) => {
      const first = judgeUnusual(before, one, 5)
      expect(judgeUnusual(first, one, 6)).toEqual(first)
    }),
  )
})

test('few deliveries before tell nothing; a share that moves around a threshold comes and goes once', () => {
  const days = { count: 100, of: 10_000 }
  expect(
    judgeUnusual(null, { last: { count: 50, of: 50 }, days: { count: 0, of: ENOUGH_BEFORE - 1 } }, 1).unusual,
  ).toBe(false)
  let now = judgeUnusual(null, { last: { count: 1, of: 100 }, days }, 0)
  const seen: boolean[] = []
  for (const count of [9, 10, 9, 8, 10, 7, 6, 5, 4, 6, 9]) {
    now = judgeUnusual(now, { last: { count, of: 100 }, days }, seen.length)
    seen.push(now.unusual)
  }
  expect(seen).toEqual([false, true, true, true, true, true, true, true, false, false, false])
})

test('a watch tells of the process whose repeats grew, with its share, and reads the week before once an hour', () => {
  const hour = 3_600_000
  const noon = 500_000 * hour
  let reads = 0
  let repeats = 2
  const unusual = watchUnusual({
    hours(process, count, now = noon) {
      if (count > 2) reads += 1
      const last = Math.floor(now / hour)
      return Array.from({ length: count }, (_, at) => ({
        number: last - count + 1 + at,
        counts: {
          ...NO_COUNTS,
          accepted: 100,
          keyed: 100,
          repeats: process === 'loan-approved' && at === count - 1 ? repeats : 1,
        },
      }))
    },
  })
  const look = (now: number) => unusual(['loan-approved', 'card-lost'], now)
  expect(look(noon)).toEqual([])
  repeats = 60
  expect(look(noon + 1)).toEqual([
    {
      process: 'loan-approved',
      what: 'repeats',
      last: { count: 61, of: 200 },
      unusual: true,
      since: noon + 1,
      share: 0.305,
      ordinary: 0.01,
    },
  ])
  expect(reads).toBe(2)
  expect(look(noon + hour)).toHaveLength(1)
  expect(reads).toBe(4)
})
