import { Anchor, List, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { TaskPage } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { TaskState } from '../../parts/task-state.tsx'
import { Time } from '../../parts/time.tsx'
import { taskPath } from './task-path.ts'

/** Other runs of the workflow id, and the tasks that repeat this one. */
export function RunsCard({ task }: { task: TaskPage }) {
  const { workflowId, runId, runs, links, outcome } = task
  const others = runs.length > 1 || links.againOf !== null || links.again.length > 0
  if (!others) return null
  return (
    <Card title="Runs">
      <List spacing={6} size="sm" listStyleType="none">
        {links.againOf !== null && (
          <Row>
            Repeats{' '}
            <Anchor component={Link} href={taskPath(links.againOf)} size="sm">
              an earlier task
            </Anchor>
          </Row>
        )}
        {links.again.map((again) => (
          <Row key={again.taskId}>
            Was run again as{' '}
            <Anchor component={Link} href={taskPath(again)} size="sm">
              {again.taskId}
            </Anchor>
          </Row>
        ))}
        {runs.length > 1 &&
          runs.map((run) => (
            <Row key={run.runId}>
              {run.runId === runId ? (
                <Text span size="sm" fw={600} aria-current="page">
                  This run
                </Text>
              ) : (
                <Anchor component={Link} href={taskPath({ workflowId, runId: run.runId })} size="sm">
                  {`Run ${run.runId.slice(0, 8)}`}
                </Anchor>
              )}{' '}
              <TaskState status={run.status} outcome={outcome} /> <Time at={run.startedAt} />
            </Row>
          ))}
      </List>
    </Card>
  )
}

function Row({ children }: { children: ReactNode }) {
  return <List.Item>{children}</List.Item>
}
