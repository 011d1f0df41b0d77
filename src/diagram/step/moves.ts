/** The moves that steps are made of. */

import type { Logic } from '../diagram.ts'
import type { LogicFailure, Move } from './effect.ts'
import { LogicFailed, ReadsNeeded } from './interrupt.ts'
import { limitSize } from './limit-size.ts'
import { markFailure } from './mark-failure.ts'
import type { IndexedDiagram, Place, World } from './place.ts'

/** Runs a part of a step; a logic that fails leads to its error exit. */
export function moveOrFail(place: Place, world: World, logic: Logic | null, work: () => Move): Move {
  try {
    return limitSize(place, logic, work())
  } catch (error) {
    if (error instanceof ReadsNeeded) return { kind: 'needs', reads: error.reads }
    if (!(error instanceof LogicFailed)) throw error
    return failAt(place, world, logic, error.failure)
  }
}

function failAt(place: Place, world: World, logic: Logic | null, failure: LogicFailure): Move {
  if (logic === null) return { kind: 'failed', failure, data: place.data }
  const data = markFailure(place.data, logic, failure)
  const exit = 'onError' in logic ? logic.onError : null
  return exit === null ? { kind: 'failed', failure, data } : goTo({ ...place, data }, exit, world)
}

/** Over an edge into a node, which may be the same again. */
export function goTo({ node, data }: Place, to: string, { now }: World): Move {
  return { kind: 'go', entered: true, place: { node: to, previous: node, at: 0, data, enteredAt: now } }
}

/** The move, unless it leads to a node that is not there (an import in spite of errors): the task fails where it stands. */
export function checkWay({ byId }: IndexedDiagram, { node }: Place, move: Move): Move {
  if (move.kind !== 'go' || byId.has(move.place.node)) return move
  const description = `A way of the node ${node} leads to ${move.place.node || 'no node'}, which is not there`
  return {
    kind: 'failed',
    failure: { type: 'software', tag: 'node_missing', description },
    data: move.place.data,
  }
}

/** On to the next logic of the node. */
export function goOn(place: Place, data = place.data): Move {
  return { kind: 'go', entered: false, place: { ...place, data, at: place.at + 1 } }
}
