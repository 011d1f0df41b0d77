import type { Diagram, TaskPage } from '../api/views.ts'
import { tellDuration } from '../parts/duration.ts'
import type { Tone } from '../parts/tone.ts'
import type { DrawnEdge, DrawnNode } from './drawn.ts'

type Visit = NonNullable<TaskPage['trace']>[number]
type Node = Pick<TaskPage['diagram']['nodes'][number], 'id' | 'title' | 'kind' | 'within'> &
  Partial<Pick<Diagram['nodes'][number], 'type' | 'name' | 'x' | 'y'>>

const TONES: Readonly<Record<Visit['state'], Tone>> = {
  running: 'busy',
  waiting: 'busy',
  passed: 'good',
  failed: 'bad',
  cancelled: 'off',
}

/**
 * The way of one task over the diagram of its process: what it visited with how that went, the rest faint. Pure.
 *
 * @param own of the task alone
 * @param whole of the process; null: not known, so the own stands alone
 */
export function drawTask(
  own: TaskPage['diagram'],
  trace: readonly Visit[],
  whole: { readonly nodes: readonly Node[]; readonly edges: Diagram['edges'] } | null,
): { nodes: DrawnNode[]; edges: DrawnEdge[] } {
  const visited = new Map(own.nodes.map((node) => [node.id, node]))
  const gone = new Map(own.edges.map((edge) => [keyOf(edge), edge]))
  const end = visited.get('end')
  const all: Node[] = [...(whole?.nodes ?? [])]
  const known = new Set(all.map(({ id }) => id))
  // An old task may have been where none of the newest was; what is new comes before the end
  const missing = own.nodes.filter(({ id }) => !known.has(id))
  const endAt = all.findIndex(({ kind }) => kind === 'end')
  all.splice(endAt < 0 ? all.length : endAt, 0, ...missing)
  // Those of the process know why a task goes them
  const ways = new Map<string, DrawnEdge>((whole?.edges ?? []).map((edge) => [keyOf(edge), edge]))
  for (const edge of own.edges) if (!ways.has(keyOf(edge))) ways.set(keyOf(edge), edge)
  return {
    nodes: all.map(({ id, title, kind, within, type, name, x, y }) => {
      const isThere = id === 'end' ? (end?.visits ?? 0) > 0 : visited.has(id)
      return {
        ...{ id, title, kind, within, type, name, x, y },
        isFaint: !isThere,
        marks: kind === 'start' || kind === 'end' ? [] : marksOf(visitsOf(trace, id, title)),
      }
    }),
    edges: [...ways.values()].map(({ from, to, way }) => {
      const own = gone.get(keyOf({ from, to }))
      return {
        ...{ from, to, ...(way === undefined ? {} : { way }) },
        isBold: own !== undefined,
        isFaint: own === undefined,
        label: own !== undefined && own.count > 1 ? `${own.count} times` : undefined,
      }
    }),
  }
}

/** Nodes of an imported process may have one title. */
function visitsOf(trace: readonly Visit[], id: string, title: string): readonly Visit[] {
  return trace.filter(({ node, nodeId }) => (nodeId === undefined ? node === title : nodeId === id))
}

function marksOf(visits: readonly Visit[]): DrawnNode['marks'] {
  const last = visits.at(-1)
  if (last === undefined) return []
  const took = last.durationMs === null ? '' : ` ${tellDuration(last.durationMs)}`
  return [
    { tone: TONES[last.state], text: `${last.state}${took}` },
    ...(last.attempts > 1 ? [{ tone: 'warning', text: `${last.attempts} tries` } as const] : []),
  ]
}

const keyOf = ({ from, to }: { from: string; to: string }) => JSON.stringify([from, to])
