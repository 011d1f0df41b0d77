/** The verdict on an inbox is steady, and a time to drain is told only where it is known. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateDrain } from '../../../src/forwarder/waiting/estimate-drain.ts'
import {
  HELD_LEVELS,
  HELD_THRESHOLDS,
  type HeldFacts,
  type HeldVerdict,
  judgeHeld,
} from '../../../src/forwarder/waiting/judge-held.ts'

const calm: HeldFacts = { at: 0, records: 0, movable: 0, oldestAgeMs: 0, fill: 0, writable: true }

function run(steps: readonly (Partial<HeldFacts> & { at: number })[]): string[] {
  let verdict: HeldVerdict | null = null
  return steps.map((step) => {
    verdict = judgeHeld(verdict, { ...calm, ...step })
    return verdict.level
  })
}

test('thousands that pass within seconds are no worry; one that waits is', () => {
  const busy = { records: 4_958, movable: 4_958 }
  expect(
    run([
      { at: 0, ...busy, oldestAgeMs: 5_000 },
      { at: 1_000, ...busy, oldestAgeMs: 29_999 },
      { at: 2_000, ...busy, oldestAgeMs: 30_000 },
      { at: 3_000, ...busy, oldestAgeMs: 12_000 },
      { at: 4_000, ...busy, oldestAgeMs: 500 },
      { at: 5_000, ...busy, oldestAgeMs: 31_000 },
      { at: 6_000 },
      { at: 35_000 },
      { at: 36_000 },
    ]),
  ).toEqual(['calm', 'calm', 'held', 'held', 'held', 'held', 'held', 'held', 'calm'])
})

test('what waits for a resume alone is told as paused; a full inbox is worse than all', () => {
  expect(run([{ at: 0, records: 9, movable: 0, oldestAgeMs: 9e9 }])).toEqual(['paused'])
  expect(run([{ at: 0, records: 9, movable: 0, fill: 0.95 }])).toEqual(['full'])
  expect(run([{ at: 0, writable: false }, { at: 1 }, { at: 30_001 }])).toEqual(['full', 'full', 'calm'])
  expect(
    run([
      { at: 0, fill: 0.5 },
      { at: 1, fill: 0.41 },
      { at: 40_000, fill: 0.41 },
    ]),
  ).toEqual(['filling', 'filling', 'filling'])
})

test('a verdict gets worse at once and better only after it was better all the time', () => {
  const facts = fc.record({
    records: fc.nat(10),
    movable: fc.nat(10),
    oldestAgeMs: fc.nat(60_000),
    fill: fc.double({ min: 0, max: 1, noNaN: true }),
    writable: fc.boolean(),
  })
  const rank = (level: HeldVerdict['level']) => HELD_LEVELS.indexOf(level)
  fc.assert(
    fc.property(
      fc.array(facts, { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 20_000 }),
      (all, everyMs) => {
        let before: HeldVerdict | null = null
        let worstSince = 0
        for (const [index, one] of all.entries()) {
          const at = index * everyMs
          const now: HeldVerdict = judgeHeld(before, { ...one, at })
          if (before !== null && rank(now.level) < rank(before.level)) {
            expect(at - worstSince).toBeGreaterThanOrEqual(HELD_THRESHOLDS.settleMs)
            expect(now.since).toBe(at)
          }
          if (before === null || now.betterSince === null) worstSince = at
          before = now
        }
      },
    ),
  )
})

test('time to drain: by the rates of the last minutes, and unknown where those say nothing', () => {
  const sample = (at: number, held: number, accepted: number, forwarded: number) => ({
    at,
    held,
    accepted,
    forwarded,
  })
  const samples = [sample(0, 9_999, 0, 0), sample(700_000, 1_000, 1_000, 0)]
  const now = { ...sample(720_000, 900, 1_100, 200), movable: 900, state: 'forwarding' as const }
  expect(estimateDrain(samples, now)).toEqual({
    seconds: 180,
    unknown: null,
    inPerSecond: 5,
    outPerSecond: 10,
  })
  expect(estimateDrain(samples, { ...now, movable: 0 }).seconds).toBe(0)
  expect(estimateDrain(samples, { ...now, state: 'unreachable' })).toMatchObject({
    seconds: null,
    unknown: 'unreachable',
  })
  expect(estimateDrain(samples, { ...now, forwarded: 0 })).toMatchObject({
    seconds: null,
    unknown: 'nothing goes out',
  })
  expect(estimateDrain(samples, { ...now, forwarded: 50 })).toMatchObject({
    seconds: null,
    unknown: 'more comes than goes',
  })
  expect(estimateDrain(samples, { ...now, at: 701_000 })).toMatchObject({
    seconds: null,
    unknown: 'too early',
  })
  expect(estimateDrain([], now)).toMatchObject({ seconds: null, unknown: 'too early' })
})
