/** The step function of diagrams (facts: mpo-semantics 23 to 46). */

import type { DiagramNode, Logic } from '../diagram.ts'
import { fillFields, holds } from '../language/index.ts'
import type { Move } from './effect.ts'
import { guardOf, timeSemaphorsOf } from './guards.ts'
import { LogicFailed, take } from './interrupt.ts'
import { type EffectLogic, makeEffect } from './make-effect.ts'
import { tagPrefixOf } from './mark-failure.ts'
import { checkWay, goOn, goTo, moveOrFail } from './moves.ts'
import { type IndexedDiagram, nodeAt, type Place, scopeOf, type World } from './place.ts'
import { answerAsStub, findMocked } from './stub.ts'

/**
 * Takes the next step of a task: works off the logic that comes next in its node, or says which effect it asks for.
 *
 * A node is worked off in order: its action, then its conditions, then `go`. The caller carries effects out and goes on with
 * `settle`; it makes the reads of a move `needs` and asks again.
 *
 * @example
 * ```ts
 * const move = step(diagram, startPlace(diagram, data, now), world)
 * if (move.kind === 'go') place = move.place
 * ```
 */
export function step(diagram: IndexedDiagram, place: Place, world: World): Move {
  const node = nodeAt(diagram, place)
  const logic = node.logics[place.at]
  const move = moveOrFail(place, world, logic ?? null, () =>
    logic === undefined ? endOf(diagram, node, place, world) : workOff(logic, diagram, node, place, world),
  )
  return checkWay(diagram, place, move)
}

function workOff(logic: Logic, diagram: IndexedDiagram, node: DiagramNode, place: Place, world: World): Move {
  const mocked = findMocked(node, logic)
  if (mocked !== null) return answerAsStub(mocked, node, diagram, place, world)
  switch (logic.kind) {
    case 'go':
      return leave(logic.to, diagram, node, place, world)
    case 'if': {
      const matches = take(holds(logic.conditions, scopeOf(diagram, place, world)), 'go_if_const')
      return matches ? goTo(place, logic.to, world) : goOn(place)
    }
    case 'set': {
      const scope = scopeOf(diagram, place, world)
      const data = take(fillFields(logic.fields, scope, place.data, { functions: true }), tagPrefixOf(logic))
      return goOn(place, data)
    }
    case 'unsupported':
      throw new LogicFailed({
        type: 'software',
        tag: 'not_supported',
        description: `${logic.type} is not supported by Startnode`,
      })
    default:
      return askFor(logic, diagram, node, place, world)
  }
}

/** What may take long enough for the guard of its node. */
const WAITING: readonly EffectLogic['kind'][] = ['api', 'call', 'callback', 'queue']

function askFor(
  logic: EffectLogic,
  diagram: IndexedDiagram,
  node: DiagramNode,
  place: Place,
  world: World,
): Move {
  if (logic.kind === 'code' && logic.language === 'erl')
    throw new LogicFailed({
      type: 'software',
      tag: 'code_executing_error',
      description: 'Erlang code is not supported by Startnode',
    })
  const scope = scopeOf(diagram, place, world)
  const guard = WAITING.includes(logic.kind) ? guardOf(diagram, node, place, world) : null
  return { kind: 'effect', effect: makeEffect(logic, scope, guard) }
}

function leave(to: string, diagram: IndexedDiagram, node: DiagramNode, place: Place, world: World): Move {
  // The last `go` of a state node leads to itself: it stays, which is no step (facts: mpo-semantics 39)
  const waits = node.logics.findIndex(({ kind }) => kind === 'callback')
  if (to === node.id && waits >= 0) return { kind: 'go', entered: false, place: { ...place, at: waits } }
  // A delay that was drawn with a `go` beside its time semaphor (facts: mpo-semantics 25); beside an action it is its limit
  if (node.logics.every(isWay) && timeSemaphorsOf(node).some((semaphor) => semaphor.to === to))
    return { kind: 'effect', effect: { kind: 'stand', guard: guardOf(diagram, node, place, world) } }
  return goTo(place, to, world)
}

/** Past the last logic: the task is over, waits for its time, or stays. */
function endOf(diagram: IndexedDiagram, node: DiagramNode, place: Place, world: World): Move {
  if (node.kind === 'end') return { kind: 'ended' }
  // A state without a way out takes one modification after the other
  const waits = node.logics.findIndex(({ kind }) => kind === 'callback')
  if (waits >= 0 && node.logics.slice(waits + 1).every(isWay))
    return { kind: 'go', entered: false, place: { ...place, at: waits } }
  return { kind: 'effect', effect: { kind: 'stand', guard: guardOf(diagram, node, place, world) } }
}

function isWay({ kind }: Logic): boolean {
  return kind === 'go' || kind === 'if'
}
