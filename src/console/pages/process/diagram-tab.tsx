import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { Diagram, Standing } from '../../api/views.ts'
import { DiagramPanel } from '../../diagram/diagram-panel.tsx'
import { drawProcess } from '../../diagram/draw-process.ts'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'

/** No event tells that a task went on to another node. */
const COUNT_MS = 2_500
/** The ways of tasks are replayed by a worker. */
const WAYS_MS = 20_000

/** Nodes and ways of a process, and how many tasks stand where. */
export function DiagramTab({ process }: { process: string }) {
  const diagram = useApi<Diagram>(`${pathOf('processes', process)}/diagram`, { every: WAYS_MS })
  return (
    <Shown of={diagram} what="The diagram">
      {(known) =>
        known.source === 'trace' && known.nodes.length <= 2 ? (
          <Empty title="There is nothing to draw yet">
            {known.partial
              ? 'No worker told where its tasks have been: start one.'
              : 'A process in code is drawn from the ways its tasks went: send the first one.'}
          </Empty>
        ) : (
          <Drawn process={process} diagram={known} />
        )
      }
    </Shown>
  )
}

function Drawn({ process, diagram }: { process: string; diagram: Diagram }) {
  const standing = useApi<Standing>(`${pathOf('processes', process)}/standing`, { every: COUNT_MS }).data
  const { nodes, edges } = useMemo(
    () => drawProcess(process, diagram, standing?.nodes ?? null),
    [process, diagram, standing],
  )
  return (
    <DiagramPanel
      label={`Diagram of ${process}`}
      nodes={nodes}
      edges={edges}
      note={
        <Text size="sm" c="dimmed">
          {diagram.source === 'trace' && `As its newest ${tell(diagram.tasks)} went. `}
          {diagram.partial && 'A worker told only some of them in time. '}
          Tasks here now are counted over all of them.
          {diagram.source === 'export' &&
            ' Dashed red: where a failure leads. Dotted: where a time guard does.'}
          {tellElsewhere(standing)}
        </Text>
      }
    />
  )
}

/** Tasks of an older version may stand at a node that is no more. */
function tellElsewhere(standing: Standing | undefined): string {
  if (standing === undefined || standing.open === null) return ''
  const counts = Object.values(standing.nodes)
  const elsewhere = standing.open - counts.reduce<number>((sum, count) => sum + (count ?? 0), 0)
  if (counts.includes(null) || elsewhere <= 0) return ''
  return ` ${elsewhere} of ${standing.open} open tasks stand at none of these nodes: they run an older version, or are between two counts.`
}

const tell = (tasks: number) => (tasks === 1 ? 'task' : `${tasks} tasks`)
