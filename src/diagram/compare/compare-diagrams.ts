import { listWays, type WayKind } from '../check/list-ways.ts'
import type { Diagram, DiagramNode } from '../diagram.ts'
import { type Fields, fieldsOfDiagram, fieldsOfNode, POSITION } from './list-fields.ts'
import { matchNodes } from './match-nodes.ts'

export const CHANGES = ['added', 'removed', 'changed', 'moved', 'same'] as const

/** What became of something: `moved` is what only stands elsewhere on the drawing. */
export type Change = (typeof CHANGES)[number]

export interface NodeDifference {
  /** In the newer content; of one that was removed, in the older. */
  readonly id: string
  /** As it is drawn: the newer node, or the removed one. */
  readonly node: DiagramNode
  readonly change: Change
  /** Names of the fields that differ; [] of what was added or removed. */
  readonly fields: readonly string[]
}

export interface WayDifference {
  readonly from: string
  readonly to: string
  readonly way: WayKind
  readonly change: 'added' | 'removed' | 'same'
}

export interface Difference {
  /** Names of the fields of the process itself that differ. */
  readonly process: readonly string[]
  /** All nodes: those of the newer content in its order, then the removed ones. */
  readonly nodes: readonly NodeDifference[]
  readonly ways: readonly WayDifference[]
}

/**
 * Says what differs between two contents of one process.
 *
 * @example compareDiagrams(before, after).nodes.filter(({ change }) => change !== 'same')
 */
export function compareDiagrams(before: Diagram, after: Diagram): Difference {
  const matched = matchNodes(before, after)
  const newIdOf = (id: string) => matched.get(id) ?? id
  const same = (id: string) => id
  const olderOf = new Map([...matched].map(([old, id]) => [id, old]))
  const oldNodes = new Map(before.nodes.map((node) => [node.id, node]))
  const nodes = after.nodes.map((node): NodeDifference => {
    const old = oldNodes.get(olderOf.get(node.id) ?? '')
    if (old === undefined) return { id: node.id, node, change: 'added', fields: [] }
    const fields = differing(
      fieldsOfNode(old, before.isState, newIdOf),
      fieldsOfNode(node, after.isState, same),
    )
    const change =
      fields.length === 0 ? 'same' : fields.every((name) => name === POSITION) ? 'moved' : 'changed'
    return { id: node.id, node, change, fields }
  })
  const removed = before.nodes
    .filter(({ id }) => !matched.has(id))
    .map((node): NodeDifference => ({ id: node.id, node, change: 'removed', fields: [] }))
  return {
    process: differing(fieldsOfDiagram(before, newIdOf), fieldsOfDiagram(after, same)),
    nodes: [...nodes, ...removed],
    ways: compareWays(before, after, newIdOf),
  }
}

function differing(before: Fields, after: Fields): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name) !== after.get(name),
  )
}

function compareWays(before: Diagram, after: Diagram, newIdOf: (id: string) => string): WayDifference[] {
  const waysIn = ({ nodes }: Diagram, idOf: (id: string) => string) =>
    new Map(
      nodes.flatMap((node) =>
        listWays(node).map(({ to, kind }) => {
          const way = { from: idOf(node.id), to: idOf(to), way: kind }
          return [JSON.stringify([way.from, way.to, way.way]), way] as const
        }),
      ),
    )
  const old = waysIn(before, newIdOf)
  const now = waysIn(after, (id) => id)
  return [
    ...[...now].map(([key, way]) => ({
      ...way,
      change: old.has(key) ? ('same' as const) : ('added' as const),
    })),
    ...[...old].flatMap(([key, way]) => (now.has(key) ? [] : [{ ...way, change: 'removed' as const }])),
  ]
}
