/** What holds for every diagram, every task and everything that may come of its effects. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkDiagram } from '../../../src/diagram/check/check-diagram.ts'
import type { Diagram, JsonObject } from '../../../src/diagram/diagram.ts'
import type { Move, Outcome } from '../../../src/diagram/step/effect.ts'
import { keepData } from '../../../src/diagram/step/keep-data.ts'
import { indexDiagram, type Place } from '../../../src/diagram/step/place.ts'
import { BEGAN, type Walk, walk } from '../conformance/walk.ts'
import { data, diagram, json, luck, outcomeOf } from './arbitrary-diagram.ts'

const RUNS = { numRuns: 150 }
const CENTURY_MS = 100 * 366 * 86_400_000
const NOTHING = new Set<string>()
const CONTEXT = { file: 'drawn', processes: NOTHING, aliases: NOTHING, secrets: NOTHING }

const isSound = (one: Diagram) => checkDiagram(one, CONTEXT).every(({ severity }) => severity !== 'error')
const journey = fc.record({ diagram: diagram.filter(isSound), data, luck, read: json, refuses: fc.boolean() })
type Journey = typeof journey extends fc.Arbitrary<infer T> ? T : never

interface Seen {
  readonly before: Place
  readonly move: Move
  readonly outcome: Outcome | null
}

function travel({ diagram, data, luck, read, refuses }: Journey): { walked: Walk; moves: readonly Seen[] } {
  const moves: Seen[] = []
  const walked = walk(indexDiagram(diagram), {
    data,
    ref: 'r',
    maxSteps: 60,
    read: () => (refuses ? { failed: { tag: 'access_denied', description: '' } } : { value: read }),
    answer: (effect, at) => {
      const drawn = luck[at]
      const outcome = drawn === undefined ? null : outcomeOf(effect, drawn)
      return outcome === null ? null : { outcome, after: 1 }
    },
    watch: (before, move, outcome) => moves.push({ before, move, outcome }),
  })
  return { walked, moves }
}

const dataAfter = ({ move, before }: Seen): JsonObject =>
  move.kind === 'go' ? move.place.data : move.kind === 'failed' ? move.data : before.data

test('no step of a diagram that passes the check breaks, whatever comes', () => {
  fc.assert(
    fc.property(journey, (one) => {
      expect(['ended', 'failed', 'waits', 'lost']).toContain(travel(one).walked.end)
    }),
    RUNS,
  )
})

test('nor of one that was imported in spite of its errors', () => {
  const torn = diagram.map((one) => ({ ...one, nodes: one.nodes.filter(({ id }) => id !== 'c') }))
  fc.assert(
    fc.property(fc.record({ diagram: torn, data, luck, read: json, refuses: fc.boolean() }), (one) => {
      const { walked } = travel(one)
      expect(['ended', 'failed', 'waits', 'lost']).toContain(walked.end)
      expect(walked.trace).not.toContain('c')
    }),
    RUNS,
  )
})

test('the same inputs make the same moves', () => {
  fc.assert(
    fc.property(journey, (one) => {
      expect(JSON.stringify(travel(one))).toBe(JSON.stringify(travel(one)))
    }),
    RUNS,
  )
})

test('a step never takes a name out of the data; only a script does', () => {
  fc.assert(
    fc.property(journey, (one) => {
      for (const seen of travel(one).moves) {
        if (seen.outcome?.kind === 'changed') continue
        const after = dataAfter(seen)
        expect(Object.keys(seen.before.data).filter((name) => !Object.hasOwn(after, name))).toEqual([])
      }
    }),
    RUNS,
  )
})

test('a logic that fails leaves every value as it was, and says what failed', () => {
  fc.assert(
    fc.property(journey, (one) => {
      for (const seen of travel(one).moves) {
        if (seen.outcome?.kind !== 'failed' && seen.move.kind !== 'failed') continue
        const after = dataAfter(seen)
        const changed = Object.entries(seen.before.data).filter(
          ([name, value]) =>
            !name.startsWith('__conveyor_') && JSON.stringify(after[name]) !== JSON.stringify(value),
        )
        expect(changed).toEqual([])
        const tags = Object.keys(after).filter((name) => name.endsWith('_return_type_tag__'))
        if (seen.move.kind === 'go') expect(tags.length).toBeGreaterThan(0)
      }
    }),
    RUNS,
  )
})

test('an effect is plain JSON, and its guard is a moment that a timer can wait for', () => {
  fc.assert(
    fc.property(journey, (one) => {
      const { walked } = travel(one)
      for (const effect of walked.effects) {
        expect(JSON.parse(JSON.stringify(effect))).toEqual(effect)
        if (!('guard' in effect) || effect.guard === null) continue
        expect(effect.guard.at).toBeLessThanOrEqual(BEGAN + walked.trace.length * CENTURY_MS)
        expect(new Date(effect.guard.at).toISOString()).toMatch(/^\d{4}-/)
      }
    }),
    RUNS,
  )
})

test('what is kept at the end is what was there, but for what is cleared', () => {
  fc.assert(
    fc.property(journey, (one) => {
      const { walked } = travel(one)
      fc.pre(walked.end === 'ended')
      const kept = keepData(indexDiagram(one.diagram), walked.place)
      expect(Object.keys(kept ?? {})).toEqual(Object.keys(walked.place.data))
    }),
    RUNS,
  )
})
