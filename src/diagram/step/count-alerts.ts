/**
 * Alerts on how many tasks stand in a node (count semaphors; facts: mpo-semantics 43, mpo.md 3.1). Tasks themselves are not led
 * elsewhere: when the number reaches the value, and when it falls below it again, one task of the same process starts behind
 * the alert. Who counts the tasks is not of this room; it asks here whenever it has counted.
 */

import type { CountGuard } from '../../process/diagram/count-guard.ts'
import type { Diagram, JsonObject, Semaphor } from '../diagram.ts'

type CountSemaphor = Extract<Semaphor, { readonly kind: 'count' }>

/** Ids of the nodes whose tasks have to be counted. */
export function listCountedNodes({ nodes }: Diagram): string[] {
  return nodes.filter(({ semaphors }) => semaphors.some(isCount)).map(({ id }) => id)
}

/** The count guards of a node, in the order of the export; [] where it has none, or is not there. */
export function countGuardsOf({ nodes }: Diagram, node: string): CountGuard[] {
  const semaphors = nodes.find(({ id }) => id === node)?.semaphors ?? []
  return semaphors.filter(isCount).map(({ value, to }) => ({ value, to }))
}

/** A task that is to be started: `startPlace(diagram, data, now, to)`. */
export interface AlertTask {
  /** Id of the node at which it begins. */
  readonly to: string
  readonly data: JsonObject
}

export interface JudgedCount {
  /** Names of the guards whose alert is on, for the next time. */
  readonly raised: readonly string[]
  /** What is to be started now. */
  readonly alerts: readonly AlertTask[]
}

/**
 * The tasks that start since so many tasks stand in a node now.
 *
 * @param guards of the node, as the process has them now
 * @param raised what the judgement before gave; [] at first. A guard is known by where it leads, so one with another value goes on
 * @example judgeCount([{ value: 30, to: 'alert' }], [], 30) // { raised: ['alert'], alerts: [{ to: 'alert', data: { start: 'true' } }] }
 */
export function judgeCount(
  guards: readonly CountGuard[],
  raised: readonly string[],
  standing: number,
): JudgedCount {
  const named = nameGuards(guards)
  const isOn = ({ value }: CountGuard) => standing >= value
  return {
    raised: named.filter(({ guard }) => isOn(guard)).map(({ name }) => name),
    alerts: named
      .filter(({ name, guard }) => raised.includes(name) !== isOn(guard))
      .map(({ guard }) => ({ to: guard.to, data: { start: String(isOn(guard)) } })),
  }
}

/** By the node that it leads to; the second that leads there is `<node>#2`. */
function nameGuards(guards: readonly CountGuard[]): { name: string; guard: CountGuard }[] {
  return guards.map((guard, at) => {
    const number = guards.slice(0, at + 1).filter(({ to }) => to === guard.to).length
    return { name: number === 1 ? guard.to : `${guard.to}#${number}`, guard }
  })
}

function isCount(semaphor: Semaphor): semaphor is CountSemaphor {
  return semaphor.kind === 'count'
}
