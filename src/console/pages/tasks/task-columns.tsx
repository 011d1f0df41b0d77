import { ActionIcon, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { TaskRow } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { tellDuration } from '../../parts/duration.ts'
import { Icon } from '../../parts/icon.tsx'
import { TaskState } from '../../parts/task-state.tsx'
import { Time } from '../../parts/time.tsx'
import { entryPath } from '../quarantine/entry-path.ts'
import { taskPath } from '../task/task-path.ts'

/** Where a task is until it first waits: at work. */
const START = 'Start'

/** What could not become a task is mended where it is kept. */
function pathOf(row: TaskRow): string {
  const { outcome, process, taskId, status } = row
  return outcome === 'quarantine' && status === 'RUNNING' && process !== null && taskId !== null
    ? entryPath({ process, taskId })
    : taskPath(row)
}

const TASK: Column<TaskRow> = {
  title: 'Task',
  isName: true,
  width: '24%',
  sortBy: ({ ref, taskId }) => ref ?? taskId ?? '',
  cell: (row) => (
    <div>
      <Anchor component={Link} href={pathOf(row)} size="sm" fw={600}>
        {row.ref ?? row.taskId ?? row.workflowId}
      </Anchor>
      {row.ref !== null && (
        <Text size="xs" c="dimmed" ff="monospace">
          {row.taskId}
        </Text>
      )}
    </div>
  ),
}

const PROCESS: Column<TaskRow> = {
  title: 'Process',
  sortBy: ({ process }) => process ?? '',
  cell: ({ process }) =>
    process === null ? (
      '-'
    ) : (
      <Anchor component={Link} href={`/processes/${process}`} size="sm">
        {process}
      </Anchor>
    ),
}

const REST: readonly Column<TaskRow>[] = [
  {
    title: 'State',
    sortBy: ({ status }) => status,
    cell: ({ status, outcome }) => <TaskState status={status} outcome={outcome} />,
  },
  {
    title: 'Waits at',
    sortBy: ({ node }) => node ?? '',
    cell: ({ node, outcome, status }) =>
      (outcome === 'task' && status === 'RUNNING' && node !== START && node) || '-',
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
  {
    title: 'Took',
    align: 'right',
    sortBy: (row) => tookMs(row) ?? -1,
    cell: (row) => {
      const took = tookMs(row)
      return took === null ? '-' : tellDuration(took)
    },
  },
]

const WEB_UI: Column<TaskRow> = {
  title: 'Web UI',
  align: 'right',
  onlyWide: true,
  cell: ({ uiUrl, ref, taskId, workflowId }) =>
    uiUrl === null ? (
      '-'
    ) : (
      <ActionIcon
        component="a"
        variant="subtle"
        color="gray"
        href={uiUrl}
        target="_blank"
        rel="noreferrer"
        aria-label={`${ref ?? taskId ?? workflowId} in the Temporal Web UI`}
      >
        <Icon name="out" size={16} />
      </ActionIcon>
    ),
}

function tookMs({ startedAt, closedAt }: TaskRow): number | null {
  return closedAt === null ? null : Math.max(0, Date.parse(closedAt) - Date.parse(startedAt))
}

/** @param withProcess the list is over all processes @param withUi this receiver knows where the Web UI is */
export function taskColumns(withProcess: boolean, withUi: boolean): readonly Column<TaskRow>[] {
  return [TASK, ...(withProcess ? [PROCESS] : []), ...REST, ...(withUi ? [WEB_UI] : [])]
}
