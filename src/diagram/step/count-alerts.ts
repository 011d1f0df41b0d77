/**
 * Alerts on how many tasks stand in a node (count semaphors; facts: mpo-semantics 43, mpo.md 3.1). Tasks themselves are not led
 * elsewhere: when the number reaches the value, and when it falls below it again, one task of the same process starts behind
 * the alert. Who counts the tasks is not of this room; it asks here at each change.
 */

import type { Diagram, JsonObject, Semaphor } from '../diagram.ts'

type CountSemaphor = Extract<Semaphor, { readonly kind: 'count' }>

/** Ids of the nodes whose tasks have to be counted. */
export function listCountedNodes({ nodes }: Diagram): string[] {
  return nodes.filter(({ semaphors }) => semaphors.some(isCount)).map(({ id }) => id)
}

/** A task that is to be started: `startPlace(diagram, data, now, to)`. */
export interface AlertTask {
  /** Id of the node at which it begins. */
  readonly to: string
  readonly data: JsonObject
}

/**
 * The tasks that a change of the number of tasks in a node starts.
 *
 * @param before, after how many tasks stood in the node, and stand there now
 * @example listAlertTasks(diagram, 'd', 29, 30) // [{ to: 'alert', data: { start: 'true' } }]
 */
export function listAlertTasks(diagram: Diagram, node: string, before: number, after: number): AlertTask[] {
  const semaphors = diagram.nodes.find(({ id }) => id === node)?.semaphors ?? []
  return semaphors.filter(isCount).flatMap(({ value, to }) => {
    const [was, is] = [before >= value, after >= value]
    return was === is ? [] : [{ to, data: { start: String(is) } }]
  })
}

function isCount(semaphor: Semaphor): semaphor is CountSemaphor {
  return semaphor.kind === 'count'
}
