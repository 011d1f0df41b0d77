import type { Diagram, DiagramNode } from '../diagram.ts'
import { listWays } from './list-ways.ts'

/** The nodes that a task can come to from the Start, guards and errors included. */
export function findReached({ nodes }: Diagram): ReadonlySet<DiagramNode> {
  const byId = new Map<string, DiagramNode>()
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node)
  const open = nodes.filter(({ kind }) => kind === 'start')
  const reached = new Set<DiagramNode>(open)
  for (let node = open.pop(); node !== undefined; node = open.pop())
    for (const { to } of listWays(node)) {
      const next = byId.get(to)
      if (next === undefined || reached.has(next)) continue
      reached.add(next)
      open.push(next)
    }
  return reached
}
