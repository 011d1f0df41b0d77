/** An imported process as it was drawn, with the ways that tasks went counted on it. Pure. */

import { listWays } from '../diagram/check/list-ways.ts'
import type { Diagram, DiagramNode } from '../diagram/diagram.ts'
import { labelNode } from '../diagram/name-node.ts'
import { placeAttribute } from '../process/node-attribute.ts'
import { mergeById } from '../tasks/page/merge-by-id.ts'
import type { DiagramEdge, DiagramNode as TracedNode, TracedTask } from '../tasks/page/merge-traces.ts'

/** A node of a process, be it drawn or traced. */
export type PlacedNode = TracedNode & {
  /** What `MpoNode` says of a task that waits there. */
  readonly place: string
  /** Where the export drew it, px. */
  readonly x?: number
  readonly y?: number
}

/** MPO's nodes are smaller than ours: what stood clear of each other there must do so here. */
const SCALE = 1.3

/**
 * Draws it.
 *
 * @param tasks their traces, by the ids of nodes
 * @example drawImported(diagram, [{ trace, ended: true }]).nodes[0] // { id, title: 'Start', kind: 'start', x: 130, y: 130, visits: 1, .. }
 */
export function drawImported(
  { nodes, isState }: Diagram,
  tasks: readonly TracedTask[],
): { readonly nodes: readonly PlacedNode[]; readonly edges: readonly DiagramEdge[] } {
  const went = mergeById(tasks)
  const visited = new Map(went.nodes.map((node) => [node.id, node]))
  const counts = new Map(went.edges.map(({ from, to, count }) => [wayOf(from, to), count]))
  const drawn = nodes.map((node) => {
    const { id, x, y } = node
    const { visits = 0, failed = 0 } = visited.get(id) ?? {}
    const title = labelNode(node, isState)
    return {
      ...{ id, title, kind: kindOf(node), within: null, place: placeAttribute(title, id) },
      ...{ x: x * SCALE, y: y * SCALE },
      visits,
      failed,
    }
  })
  const ways = nodes.flatMap((node) =>
    [...new Set(listWays(node).map(({ to }) => to))].map((to) => ({ from: node.id, to })),
  )
  const edges = ways.map(({ from, to }) => ({ from, to, count: counts.get(wayOf(from, to)) ?? 0 }))
  return { nodes: drawn, edges }
}

const wayOf = (from: string, to: string) => `${from} ${to}`

function kindOf({ kind, logics, semaphors }: DiagramNode): PlacedNode['kind'] {
  if (kind === 'start' || kind === 'end') return kind
  const waits = logics.some((logic) => ['callback', 'call', 'queue'].includes(logic.kind))
  const delays = semaphors.some((semaphor) => semaphor.kind === 'time')
  return waits || delays ? 'wait' : 'step'
}
