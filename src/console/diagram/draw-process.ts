import type { Diagram, Standing } from '../api/views.ts'
import type { DrawnEdge, DrawnNode } from './drawn.ts'

/** What the query of the diagram's page names when the Start node is selected. */
export const START_SELECTED = 'start'

/**
 * The diagram of a process: at each node how many tasks stand there, how many came and how many failed. Pure.
 *
 * The Start node leads to its panel, as in MPO, also before the first task; a node where tasks wait to these tasks.
 *
 * @param counted newer than the diagram, by the ids of its nodes; null: none is
 */
export function drawProcess(
  process: string,
  { nodes, edges }: Pick<Diagram, 'nodes' | 'edges'>,
  counted: Standing['nodes'] | null = null,
): { nodes: DrawnNode[]; edges: DrawnEdge[] } {
  return {
    nodes: nodes.map((node) => {
      const { id, title, kind, within, visits, failed, place, type, name, x, y } = node
      const standing = counted !== null && Object.hasOwn(counted, id) ? (counted[id] ?? null) : node.standing
      return {
        ...{ id, title, kind, within, type, name, x, y },
        marks: [
          // No count tells where a task is before it first waits
          ...(standing !== null && standing > 0
            ? [{ tone: 'busy', text: `${standing} ${kind === 'start' ? 'at work' : 'here'}` } as const]
            : standing === null
              ? [{ tone: 'off', text: 'not counted' } as const]
              : []),
          ...(failed > 0 ? [{ tone: 'bad', text: `${failed} failed` } as const] : []),
          // Where MPO's name of a node says more
          ...(type !== undefined && visits === 0
            ? []
            : [{ tone: 'off', text: tellVisits(kind, visits) } as const]),
        ],
        ...leadOf(process, kind, place, standing ?? 0),
      }
    }),
    edges: edges.map(({ from, to, count, way }) => ({
      ...{ from, to, way },
      label: count > 1 ? String(count) : undefined,
    })),
  }
}

function leadOf(
  process: string,
  kind: DrawnNode['kind'],
  place: string,
  standing: number,
): Pick<DrawnNode, 'href' | 'leadsTo'> {
  if (kind === 'start')
    return {
      href: `/processes/${process}/diagram?selected=${START_SELECTED}`,
      leadsTo: 'opens the panel of the Start node',
    }
  if (kind !== 'wait' && (kind === 'end' || standing === 0)) return {}
  return {
    href: `/processes/${process}/tasks?${new URLSearchParams({ state: 'running', node: place })}`,
    leadsTo: 'shows the tasks that stand here',
  }
}

function tellVisits(kind: DrawnNode['kind'], visits: number): string {
  if (kind === 'start') return `${visits} started`
  return kind === 'end' ? `${visits} ended` : `${visits} came`
}
