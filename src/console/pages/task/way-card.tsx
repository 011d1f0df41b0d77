/** The way of the task, drawn on the diagram of its process. */
import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { DrawnView, TaskPage } from '../../api/views.ts'
import { DiagramPanel } from '../../diagram/diagram-panel.tsx'
import { drawTask } from '../../diagram/draw-task.ts'
import { Card } from '../../parts/card.tsx'

export function WayCard({ task }: { task: TaskPage }) {
  const { process, outcome, trace, traceFrom, version, diagram: own } = task
  const isTask = process !== null && outcome === 'task'
  const isImported = trace?.some(({ nodeId }) => nodeId !== undefined) ?? false
  // A process in code was drawn by nobody: the ways of other tasks are none of this one, so its own are drawn alone. An
  // imported process is drawn as the version that the task runs
  const drawn = useApi<DrawnView>(
    isTask && version !== null ? pathOf('processes', process, 'versions', version) : null,
    { every: false },
  )
  const { nodes, edges } = useMemo(
    () => drawTask(own, trace ?? [], isImported ? (drawn.data ?? null) : null),
    [own, trace, isImported, drawn.data],
  )
  if (outcome !== 'task') return null
  return (
    <Card title="Way">
      <DiagramPanel
        label="Way of the task"
        nodes={nodes}
        edges={edges}
        note={
          <Text size="sm" c="dimmed">
            {isImported
              ? `Bold: the way it went. The rest of version ${version ?? '(no worker told which)'} is faint.`
              : traceFrom === 'history'
                ? 'No worker could tell its way: only nodes that called something, without the ways between them.'
                : 'The way it went.'}
            {drawn.error !== null &&
              ' The file of that version is not here, so its own nodes are drawn alone.'}
          </Text>
        }
      />
    </Card>
  )
}
