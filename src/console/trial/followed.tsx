/** The task that a delivery became, as it goes from node to node. */
import { Anchor, Group, Paper, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { ApiError } from '../api/api-error.ts'
import { callApi, pathOf } from '../api/call-api.ts'
import type { TaskDetails } from '../api/views.ts'
import { entryPath } from '../pages/quarantine/entry-path.ts'
import { taskPath } from '../pages/task/task-path.ts'
import { StateBadge, type Tone } from '../parts/state-badge.tsx'

const EVERY_MS = 1_000
const TONES: Readonly<Record<string, Tone>> = {
  RUNNING: 'busy',
  COMPLETED: 'good',
  FAILED: 'bad',
  TIMED_OUT: 'bad',
  TERMINATED: 'bad',
  CANCELLED: 'warning',
}

export function Followed({ process, taskId }: { process: string; taskId: string }) {
  const task = useQuery<TaskDetails, Error>({
    queryKey: ['tasks', process, taskId],
    queryFn: () => callApi('GET', pathOf('tasks', process, taskId)),
    refetchInterval: ({ state }) => (state.data && state.data.status !== 'RUNNING' ? false : EVERY_MS),
    retry: false,
  })
  return (
    <Paper withBorder radius="md" p="sm" role="status" aria-label="What became of it">
      {task.data === undefined ? (
        <Text size="sm" c="dimmed">
          {task.error === null || isAway(task.error)
            ? 'It is on its way to Temporal ...'
            : `It can not be followed: ${task.error.message}`}
        </Text>
      ) : task.data.outcome === 'quarantine' ? (
        <Group gap="sm">
          <StateBadge tone="bad">in quarantine</StateBadge>
          <Anchor component={Link} size="sm" underline="always" href={entryPath({ process, taskId })}>
            Go to the entry
          </Anchor>
        </Group>
      ) : (
        <Group gap="sm">
          <StateBadge tone={TONES[task.data.status] ?? 'off'}>
            {task.data.status.toLowerCase().replaceAll('_', ' ')}
          </StateBadge>
          <Text size="sm">{tellWhere(task.data)}</Text>
          <Anchor component={Link} size="sm" underline="always" href={taskPath(task.data)}>
            Go to the task
          </Anchor>
        </Group>
      )}
    </Paper>
  )
}

/** Not there yet: the inbox hands it on. */
const isAway = (error: Error) => error instanceof ApiError && error.status === 404

function tellWhere({ trace, failure }: TaskDetails): string {
  if (failure !== null) return failure
  const entries = trace ?? []
  const now = entries.find(({ state }) => state === 'waiting' || state === 'running') ?? entries.at(-1)
  return now === undefined ? '' : `${now.node}: ${now.state}`
}
