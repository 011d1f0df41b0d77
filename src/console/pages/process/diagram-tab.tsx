import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { Diagram } from '../../api/views.ts'
import { DiagramPanel } from '../../diagram/diagram-panel.tsx'
import { drawProcess } from '../../diagram/draw-process.ts'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'

/** No event tells that a task went on to another node. */
const COUNT_MS = 10_000

/** Nodes and ways of a process, and how many tasks stand where. */
export function DiagramTab({ process }: { process: string }) {
  const diagram = useApi<Diagram>(`${pathOf('processes', process)}/diagram`, { every: COUNT_MS })
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
  const { nodes, edges } = useMemo(() => drawProcess(process, diagram), [process, diagram])
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
        </Text>
      }
    />
  )
}

const tell = (tasks: number) => (tasks === 1 ? 'task' : `${tasks} tasks`)
