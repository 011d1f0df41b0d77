/** Time semaphors: when a task leaves its node whatever it waits for (facts: mpo-semantics 25, 26). */

import type { DiagramNode, Semaphor } from '../diagram.ts'
import { fillIn } from '../language/index.ts'
import type { Guard } from './effect.ts'
import { take } from './interrupt.ts'
import { type IndexedDiagram, type Place, scopeOf, type World } from './place.ts'

type TimeSemaphor = Extract<Semaphor, { readonly kind: 'time' }>

/** Beyond is never: no timer waits longer. ms. */
const HUNDRED_YEARS = 100 * 366 * 86_400_000
/** The reader has made seconds of every number, whatever its dimension. */
const SECONDS = /^\d+(?:\.\d+)?$/

export function timeSemaphorsOf({ semaphors }: DiagramNode): readonly TimeSemaphor[] {
  return semaphors.filter((semaphor): semaphor is TimeSemaphor => semaphor.kind === 'time')
}

/** The guard of the node that fires first; null: it has none. */
export function guardOf(
  diagram: IndexedDiagram,
  node: DiagramNode,
  place: Place,
  world: World,
): Guard | null {
  const guards = timeSemaphorsOf(node).map(({ value, to }) => {
    const at = SECONDS.test(value)
      ? place.enteredAt + Number(value) * 1_000
      : momentOf(value, diagram, place, world)
    return { at: Math.max(0, Math.min(at, place.enteredAt + HUNDRED_YEARS)), to }
  })
  return guards.reduce<Guard | null>(
    (first, guard) => (first === null || guard.at < first.at ? guard : first),
    null,
  )
}

/** A text is an absolute Unix time in seconds. */
function momentOf(value: string, diagram: IndexedDiagram, place: Place, world: World): number {
  const scope = scopeOf(diagram, place, world)
  return Number(take(fillIn(value, 'number', scope, { functions: true, key: 'value' }), 'timer')) * 1_000
}
