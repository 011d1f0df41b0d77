import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KINDS, makeNeed, type NeedKind, sortNeeds } from '../../src/now/need.ts'
import { beginSteady, type Steady, settle, toldNeeds } from '../../src/now/steady.ts'

const NONE: ReadonlySet<NeedKind> = new Set()
const held = makeNeed('held', { text: 'held' })
const failed = makeNeed('failed', { text: 'failed', process: 'a', cause: 'x' })

/** Looks at these times, ms, each with whether it was seen. */
function follow(looks: readonly (readonly [at: number, seen: boolean])[], need = held): Steady {
  return looks.reduce((steady, [at, seen]) => settle(steady, seen ? [need] : [], NONE, at), beginSteady(0))
}

describe('a steady verdict', () => {
  test('what comes and goes within seconds is never told', () => {
    const looks = Array.from({ length: 200 }, (_, n) => [n * 1_000, n % 3 !== 2] as const)
    for (let n = 1; n <= looks.length; n += 1) expect(toldNeeds(follow(looks.slice(0, n)))).toEqual([])
  })

  test('what lasts is told, and since when the verdict changed', () => {
    const steady = follow([
      [1_000, true],
      [10_000, true],
      [16_000, true],
    ])
    expect(toldNeeds(steady)).toEqual([held])
    expect(steady).toMatchObject({ state: 'needs', since: 16_000 })
  })

  test('what is told stays through a moment without it, and goes when it is over', () => {
    const raised = follow([
      [0, true],
      [15_000, true],
    ])
    const gone = settle(raised, [], NONE, 20_000)
    expect(toldNeeds(gone)).toEqual([held])
    expect(gone.since).toBe(15_000)
    const over = settle(gone, [], NONE, 45_000)
    expect(toldNeeds(over)).toEqual([])
    expect(over).toMatchObject({ state: 'well', since: 45_000 })
  })

  test('what could not be looked at stays as it was told', () => {
    const raised = settle(beginSteady(0), [failed], NONE, 1_000)
    const unknown = settle(raised, [], new Set<NeedKind>(['failed']), 1_000_000)
    expect(toldNeeds(unknown)).toEqual([failed])
    expect(toldNeeds(settle(unknown, [], NONE, 1_000_001))).toEqual([])
  })

  test('what is only worth a look leaves all well', () => {
    const paused = makeNeed('paused', { text: 'paused', process: 'a' })
    const steady = settle(beginSteady(0), [paused], NONE, 1_000)
    expect(toldNeeds(steady)).toEqual([paused])
    expect(steady).toMatchObject({ state: 'well', since: 0 })
  })

  test('the verdict never changes twice within the shorter of raise and clear time', () => {
    const step = fc.tuple(fc.integer({ min: 1, max: 20_000 }), fc.boolean())
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        let steady = beginSteady(0)
        let at = 0
        const changes: number[] = []
        for (const [pause, seen] of steps) {
          at += pause
          const next = settle(steady, seen ? [held] : [], NONE, at)
          if (next.state !== steady.state) changes.push(at)
          steady = next
        }
        const { raiseMs, clearMs } = KINDS.held
        for (let n = 1; n < changes.length; n += 1)
          expect((changes[n] ?? 0) - (changes[n - 1] ?? 0)).toBeGreaterThanOrEqual(Math.min(raiseMs, clearMs))
      }),
    )
  })
})

test('the most urgent stands first, then the most, then the oldest', () => {
  const many = makeNeed('failed', { text: '', process: 'b', count: 20, since: '2026-11-30T10:00:00.000Z' })
  const few = makeNeed('failed', { text: '', process: 'a', count: 1, since: '2026-11-30T09:00:00.000Z' })
  const old = makeNeed('failed', { text: '', process: 'c', count: 1, since: '2026-11-29T09:00:00.000Z' })
  const waiting = makeNeed('waiting', { text: '', count: 500 })
  const away = makeNeed('temporal', { text: '' })
  expect(sortNeeds([waiting, few, old, away, many])).toEqual([away, many, old, few, waiting])
})
