import { Anchor, Text } from '@mantine/core'
import type { TaskRow } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { StateBadge, type Tone } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'

const TONES: Readonly<Record<string, Tone>> = {
  RUNNING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  TERMINATED: 'bad',
  CANCELLED: 'warning',
}

export const TASK_COLUMNS: readonly Column<TaskRow>[] = [
  {
    title: 'Task',
    isName: true,
    cell: ({ ref, taskId, workflowId, uiUrl }) => (
      <div>
        {uiUrl === null ? (
          <Text size="sm" fw={600}>
            {ref ?? taskId ?? workflowId}
          </Text>
        ) : (
          <Anchor
            size="sm"
            fw={600}
            href={uiUrl}
            target="_blank"
            rel="noreferrer"
            title="In the Temporal Web UI"
          >
            {ref ?? taskId ?? workflowId}
          </Anchor>
        )}
        {ref !== null && (
          <Text size="xs" c="dimmed">
            {taskId}
          </Text>
        )}
      </div>
    ),
  },
  {
    title: 'State',
    sortBy: ({ status }) => status,
    cell: ({ status, outcome }) =>
      outcome === 'quarantine' ? (
        <StateBadge tone={status === 'RUNNING' ? 'bad' : 'off'}>
          {status === 'RUNNING' ? 'in quarantine' : 'left quarantine'}
        </StateBadge>
      ) : (
        <StateBadge tone={TONES[status] ?? 'off'}>{status.toLowerCase().replace('_', ' ')}</StateBadge>
      ),
  },
  {
    title: 'Waits at',
    sortBy: ({ node }) => node ?? '',
    cell: ({ node, outcome, status }) => (outcome === 'task' && status === 'RUNNING' && node) || '-',
  },
  {
    title: 'Started',
    sortBy: ({ startedAt }) => startedAt,
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
  {
    title: 'Ended',
    sortBy: ({ closedAt }) => closedAt ?? '',
    cell: ({ closedAt }) => <Time at={closedAt} never="-" />,
  },
]
