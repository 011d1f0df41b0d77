/** Where a task stands in its diagram, and what a step may know beside it. */

import type { Diagram, DiagramNode, JsonObject, Logic } from '../diagram.ts'
import type { Given, Scope } from '../language/index.ts'

/** All that a task is between two steps; plain JSON, so that it goes along when a task continues as new. */
export interface Place {
  /** Id of the node. */
  readonly node: string
  /** Id of the node before; null at the start. */
  readonly previous: string | null
  /** The logic of the node that comes next, from 0; past the last one: what the node does at its end. */
  readonly at: number
  readonly data: JsonObject
  /** Unix ms: guards run from here. */
  readonly enteredAt: number
}

/** A diagram with its nodes by id. */
export interface IndexedDiagram extends Diagram {
  readonly byId: ReadonlyMap<string, DiagramNode>
}

/** Who the task is (`root.*`). */
export interface TaskFacts {
  readonly taskId: string
  readonly ref: string | null
  /** Unix s, as MPO gives them. */
  readonly createdAt: number
  readonly changedAt: number
}

/** What a step may know: the same values make the same step. */
export interface World {
  readonly task: TaskFacts
  /** Unix ms. */
  readonly now: number
  /** In [0, 1). */
  readonly random: () => number
  /** Reads that were made for this step, by `keyOfRead`. */
  readonly given: Readonly<Record<string, Given>>
}

/** Makes a diagram ready to run. */
export function indexDiagram(diagram: Diagram): IndexedDiagram {
  return { ...diagram, byId: new Map(diagram.nodes.map((node) => [node.id, putGoLast(node)])) }
}

/** `go` is what a node does at last, wherever an export lists it; the rest runs in its order (facts: mpo-semantics 24). */
function putGoLast(node: DiagramNode): DiagramNode {
  const isGo = ({ kind }: Logic) => kind === 'go'
  return { ...node, logics: [...node.logics.filter((logic) => !isGo(logic)), ...node.logics.filter(isGo)] }
}

/** @param node where the task begins. @default the Start node */
export function startPlace(
  diagram: Diagram,
  data: JsonObject,
  now: number,
  node: string = diagram.start,
): Place {
  return { node, previous: null, at: 0, data, enteredAt: now }
}

/**
 * The node a task stands in.
 *
 * @throws TypeError when the diagram has no such node: a check that was passed over
 */
export function nodeAt(diagram: IndexedDiagram, { node }: Place): DiagramNode {
  const found = diagram.byId.get(node)
  if (found === undefined) throw new TypeError(`The diagram has no node ${node}`)
  return found
}

/** What a text of the node may refer to. `data` stands in for that of the task where a node looks at something else. */
export function scopeOf(
  diagram: IndexedDiagram,
  place: Place,
  { task, now, random, given }: World,
  data: JsonObject = place.data,
): Scope {
  const root = {
    task_id: task.taskId,
    ref: task.ref ?? '',
    node_id: place.node,
    prev_node_id: place.previous ?? '',
    conv_id: numberOrText(diagram.mpoId),
    user_id: 0,
    create_time: task.createdAt,
    change_time: task.changedAt,
  }
  return { data, root, now, random, given }
}

/** An id is a number in MPO; what else an export has as one stays text. */
function numberOrText(id: string | null): number | string | null {
  return id !== null && /^\d{1,15}$/.test(id) ? Number(id) : id
}
