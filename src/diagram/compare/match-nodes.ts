import type { Diagram, DiagramNode } from '../diagram.ts'
import { typeOfNode } from '../node-type.ts'

/**
 * Which node of one content is which of another: by its id, and where MPO gave new ids (it does so when a process is pushed) by what it
 * is and its title, where only one in each has both.
 *
 * @returns ids before -> ids after, of the nodes that are in both
 * @example matchNodes(before, after).get('5f00..01') // '6a11..01'
 */
export function matchNodes(before: Diagram, after: Diagram): ReadonlyMap<string, string> {
  const inAfter = new Set(after.nodes.map(({ id }) => id))
  const matched = new Map(before.nodes.filter(({ id }) => inAfter.has(id)).map(({ id }) => [id, id] as const))
  const taken = new Set(matched.values())
  const left = uniqueByLook(
    before,
    before.nodes.filter(({ id }) => !matched.has(id)),
  )
  const right = uniqueByLook(
    after,
    after.nodes.filter(({ id }) => !taken.has(id)),
  )
  for (const [look, id] of left) {
    const other = right.get(look)
    if (other !== undefined) matched.set(id, other)
  }
  return matched
}

function uniqueByLook({ isState }: Diagram, nodes: readonly DiagramNode[]): Map<string, string> {
  const ids = new Map<string, string[]>()
  for (const node of nodes) {
    const look = JSON.stringify([typeOfNode(node, isState), node.title])
    ids.set(look, [...(ids.get(look) ?? []), node.id])
  }
  return new Map(
    [...ids].flatMap(([look, [id, ...more]]) => (id === undefined || more.length > 0 ? [] : [[look, id]])),
  )
}
