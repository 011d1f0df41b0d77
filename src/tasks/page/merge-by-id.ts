/** The ways of tasks of an imported process, whose traces name nodes by their ids: one after the other, none within another. */
import { wasCancelled } from '../../process/trace.ts'
import type { DiagramNode, MergedDiagram, TracedTask } from './merge-traces.ts'

/** True where a trace is that of an imported process. */
export function isById(tasks: readonly TracedTask[]): boolean {
  return tasks.some(({ trace }) => trace.some(({ nodeId }) => nodeId !== undefined))
}

/**
 * Merges traces.
 *
 * @example mergeById([{ trace, ended: true }]).edges // [{ from: '5f00..01', to: '5f00..02', count: 1 }, ...]
 */
export function mergeById(tasks: readonly TracedTask[]): MergedDiagram {
  const nodes = new Map<string, DiagramNode>()
  const ways = new Map<string, { from: string; to: string; count: number }>()
  for (const { trace } of tasks)
    for (const [index, visit] of trace.entries()) {
      const { nodeId = '', node: title, state } = visit
      const known = nodes.get(nodeId) ?? {
        id: nodeId,
        title,
        kind: 'step',
        within: null,
        visits: 0,
        failed: 0,
      }
      const waits = known.kind === 'wait' || state === 'waiting'
      nodes.set(nodeId, {
        ...known,
        kind: waits ? 'wait' : 'step',
        visits: known.visits + 1,
        failed: known.failed + (state === 'failed' && !wasCancelled(visit) ? 1 : 0),
      })
      const from = trace[index - 1]?.nodeId
      if (from === undefined) continue
      const key = `${from} ${nodeId}`
      const way = ways.get(key) ?? { from, to: nodeId, count: 0 }
      ways.set(key, { ...way, count: way.count + 1 })
    }
  return { nodes: [...nodes.values()], edges: [...ways.values()] }
}
