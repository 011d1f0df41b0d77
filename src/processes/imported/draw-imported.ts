/** An imported process as it was drawn, with the ways that tasks went counted on it. Pure. */

import { listWays, WAY_KINDS, type WayKind } from '../../diagram/check/list-ways.ts'
import type { Diagram, DiagramNode } from '../../diagram/diagram.ts'
import { labelNode, nameNode } from '../../diagram/name-node.ts'
import { type NodeType, typeOfNode } from '../../diagram/node-type.ts'
import { placeAttribute } from '../../process/node-attribute.ts'
import { mergeById } from '../../tasks/page/merge-by-id.ts'
import type { DiagramEdge, DiagramNode as TracedNode, TracedTask } from '../../tasks/page/merge-traces.ts'

/** A node of a process, be it drawn or traced. */
export type PlacedNode = TracedNode & {
  /** What `MpoNode` says of a task that waits there. */
  readonly place: string
  /** What it is in MPO, and MPO's name of that. */
  readonly type?: NodeType
  readonly name?: string
  /** Where the export drew it, in MPO's px. */
  readonly x?: number
  readonly y?: number
}

export type PlacedEdge = DiagramEdge & {
  /** Of several ways between two nodes the one that most tasks go. */
  readonly way?: WayKind
}

/**
 * Draws it.
 *
 * @param tasks their traces, by the ids of nodes
 * @example drawImported(diagram, [{ trace, ended: true }]).nodes[0] // { id, title: 'Start', kind: 'start', x: 100, y: 100, visits: 1, .. }
 */
export function drawImported(
  { nodes, isState }: Diagram,
  tasks: readonly TracedTask[],
): { readonly nodes: readonly PlacedNode[]; readonly edges: readonly PlacedEdge[] } {
  const went = mergeById(tasks)
  const visited = new Map(went.nodes.map((node) => [node.id, node]))
  const counts = new Map(went.edges.map(({ from, to, count }) => [wayOf(from, to), count]))
  const drawn = nodes.map((node) => {
    const { id, x, y } = node
    const { visits = 0, failed = 0 } = visited.get(id) ?? {}
    const title = labelNode(node, isState)
    return {
      ...{ id, title, kind: kindOf(node), within: null, place: placeAttribute(title, id) },
      ...{ type: typeOfNode(node, isState), name: nameNode(node, isState), x, y },
      visits,
      failed,
    }
  })
  const edges = nodes.flatMap(waysFrom).map((edge) => ({
    ...edge,
    count: counts.get(wayOf(edge.from, edge.to)) ?? 0,
  }))
  return { nodes: drawn, edges }
}

/** The ways out of a node, one to each other node. */
export function waysFrom(node: DiagramNode): { from: string; to: string; way: WayKind }[] {
  const ways = new Map<string, WayKind>()
  for (const { to, kind } of listWays(node)) {
    const known = ways.get(to)
    const isBefore = known !== undefined && WAY_KINDS.indexOf(known) <= WAY_KINDS.indexOf(kind)
    if (!isBefore) ways.set(to, kind)
  }
  return [...ways].map(([to, way]) => ({ from: node.id, to, way }))
}

const wayOf = (from: string, to: string) => `${from} ${to}`

function kindOf({ kind, logics, semaphors }: DiagramNode): PlacedNode['kind'] {
  if (kind === 'start' || kind === 'end') return kind
  const waits = logics.some((logic) => ['callback', 'call', 'queue'].includes(logic.kind))
  const delays = semaphors.some((semaphor) => semaphor.kind === 'time')
  // Where no way leads out, a task stands for ever
  const isLast = !logics.some((logic) => logic.kind === 'go')
  return waits || delays || isLast ? 'wait' : 'step'
}
