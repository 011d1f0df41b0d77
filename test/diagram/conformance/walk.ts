/** Walks a task through a diagram as the workflow does (src/workflows/diagram), with outcomes that are given. */
import type { JsonObject } from '../../../src/diagram/diagram.ts'
import { type Given, keyOfRead } from '../../../src/diagram/language/index.ts'
import type { Effect, LogicFailure, Move, Outcome } from '../../../src/diagram/step/effect.ts'
import { type IndexedDiagram, type Place, startPlace } from '../../../src/diagram/step/place.ts'
import { settle } from '../../../src/diagram/step/settle.ts'
import { step } from '../../../src/diagram/step/step.ts'

/** 31 January 2026, 12:00 UTC. */
export const BEGAN = Date.UTC(2026, 0, 31, 12)
export const TASK_ID = 'f00000000000000000000001'
const MAX_STEPS = 5_000

export interface Walk {
  /** Ids of the nodes it came to. */
  readonly trace: readonly string[]
  readonly effects: readonly Effect[]
  /** `lost`: it walked `MAX_STEPS` without an end. */
  readonly end: 'ended' | 'failed' | 'waits' | 'lost'
  readonly failure: LogicFailure | null
  readonly place: Place
}

export interface Way {
  readonly data: JsonObject
  readonly ref?: string | null
  /** Id of the node. @default the Start node */
  readonly begin?: string
  /** What a read gives, by `keyOfRead`; null: it must not be needed. @default nothing is */
  readonly read?: (key: string) => Given | null
  /** What comes of an effect; null: nothing yet. Seconds that pass until then. */
  readonly answer: (
    effect: Effect,
    at: number,
    place: Place,
  ) => { readonly outcome: Outcome; readonly after: number } | null
  /** Sees every move, with what it came from. */
  readonly watch?: (before: Place, move: Move, outcome: Outcome | null) => void
  /** @default 5000 */
  readonly maxSteps?: number
}

/**
 * @throws TypeError when a read is needed that is not given
 */
export function walk(diagram: IndexedDiagram, way: Way): Walk {
  const begin = way.begin ?? diagram.start
  const trace = [begin]
  const effects: Effect[] = []
  let now = BEGAN
  let place = startPlace(diagram, way.data, now, begin)
  const end = (kind: Walk['end'], failure: LogicFailure | null = null): Walk => ({
    trace,
    effects,
    end: kind,
    failure,
    place,
  })
  for (let steps = 0; steps < (way.maxSteps ?? MAX_STEPS); steps += 1) {
    let outcome: Outcome | null = null
    let move = ask((world) => step(diagram, place, world))
    if (move.kind === 'effect') {
      effects.push(move.effect)
      const came = way.answer(move.effect, effects.length - 1, place)
      if (came === null) return end('waits')
      const settled = came.outcome
      outcome = settled
      now = Math.max(now + came.after * 1_000, settled.kind === 'late' ? firesAt(move.effect) : 0)
      move = ask((world) => settle(diagram, place, settled, world))
    }
    way.watch?.(place, move, outcome)
    if (move.kind === 'ended') return end('ended')
    if (move.kind === 'failed') {
      place = { ...place, data: move.data }
      return end('failed', move.failure)
    }
    if (move.kind !== 'go') throw new TypeError('An effect led to an effect')
    place = move.place
    if (move.entered) trace.push(place.node)
  }
  return end('lost')

  /** Reads are made only when they are needed, and anew for each step. */
  function ask(take: (world: Parameters<typeof step>[2]) => Move): Exclude<Move, { kind: 'needs' }> {
    let given: Record<string, Given> = {}
    for (;;) {
      const seconds = Math.floor(BEGAN / 1_000)
      const task = {
        taskId: TASK_ID,
        ref: way.ref ?? null,
        createdAt: seconds,
        changedAt: seconds,
      }
      const move = take({ task, now, random: () => 0.5, given })
      if (move.kind !== 'needs') return move
      for (const key of move.reads.map(keyOfRead)) {
        const value = way.read?.(key) ?? null
        if (value === null || Object.hasOwn(given, key)) throw new TypeError(`Nothing is given for ${key}`)
        given = { ...given, [key]: value }
      }
    }
  }
}

function firesAt(effect: Effect): number {
  return 'guard' in effect && effect.guard !== null ? effect.guard.at : 0
}
