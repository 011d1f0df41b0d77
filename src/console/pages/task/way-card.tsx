/** The way of the task, drawn on the diagram of its process. */
import { Text } from '@mantine/core'
import { useMemo } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import type { Diagram, TaskPage } from '../../api/views.ts'
import { DiagramPanel } from '../../diagram/diagram-panel.tsx'
import { drawTask } from '../../diagram/draw-task.ts'
import { Card } from '../../parts/card.tsx'

export function WayCard({ task }: { task: TaskPage }) {
  const { process, outcome, trace, diagram: own } = task
  // Without it the task's own nodes are drawn alone; it is replayed from many tasks, so it is asked for once
  const whole = useApi<Diagram>(
    process === null || outcome !== 'task' ? null : `${pathOf('processes', process)}/diagram`,
    { every: false },
  )
  const { nodes, edges } = useMemo(
    () => drawTask(own, trace ?? [], whole.data ?? null),
    [own, trace, whole.data],
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
            Bold: the way it went. Dotted: where others went.
          </Text>
        }
      />
    </Card>
  )
}
