import { ActionIcon, Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { TaskRow } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { tellDuration } from '../../parts/duration.ts'
import { Icon } from '../../parts/icon.tsx'
import { TaskState } from '../../parts/task-state.tsx'
import { Time } from '../../parts/time.tsx'
import { taskPath } from '../task/task-path.ts'

/** Where a task is until it first waits: at work. */
const START = 'Start'

const TASK: Column<TaskRow> = {
  title: 'Task',
  isName: true,
  width: '20%',
  cell: (row) => (
    <div>
      <Anchor component={Link} href={taskPath(row)} size="sm" fw={600}>
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

/** One that was ended by somebody keeps what it waited for last, which is no failure. */
function failureOf({ status, doing, cause }: TaskRow): string | null {
  return doing === 'retrying' || status === 'FAILED' || status === 'TIMED_OUT' ? cause : null
}

const PROCESS: Column<TaskRow> = {
  title: 'Process',
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
    cell: ({ status, outcome, doing, tries, since, cause, endedAs }) => (
      <div>
        <TaskState status={status} outcome={outcome} doing={doing} endedAs={endedAs} />
        {doing !== null && since !== null && (
          <Text size="xs" c="dimmed">
            {tries !== null && `try ${tries}, `}
            {doing === 'waiting' && cause !== null && `${cause}, `}since <Time at={since} />
          </Text>
        )}
      </div>
    ),
  },
  {
    title: 'Outcome',
    width: '16%',
    cell: (row) => {
      const { endedAs } = row
      const cause = failureOf(row)
      return endedAs === null && cause === null ? (
        '-'
      ) : (
        <div style={{ overflowWrap: 'anywhere' }}>
          {endedAs !== null && (
            <Text size="sm" dir="auto">
              {endedAs}
            </Text>
          )}
          {cause !== null && (
            <Text size="xs" c="dimmed" lineClamp={2} title={cause} dir="auto">
              {cause}
            </Text>
          )}
        </div>
      )
    },
  },
  {
    title: 'Waits at',
    cell: ({ node, closedAt }) => (closedAt === null && node !== START && node) || '-',
  },
  {
    title: 'Started',
    cell: ({ startedAt }) => <Time at={startedAt} />,
  },
  {
    title: 'Ended',
    cell: ({ closedAt }) => <Time at={closedAt} never="-" />,
  },
  {
    title: 'Took',
    align: 'right',
    onlyWide: true,
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
