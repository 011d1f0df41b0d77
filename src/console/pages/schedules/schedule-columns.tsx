import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { ScheduleRow } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { TaskState } from '../../parts/task-state.tsx'
import { taskPath } from '../task/task-path.ts'
import { EditSchedule } from './edit-schedule.tsx'
import { NextTimes } from './next-times.tsx'
import { RunSchedule } from './run-schedule.tsx'
import { tellEvery } from './tell-every.ts'
import { ToggleSchedule } from './toggle-schedule.tsx'

const OVERLAPS: Readonly<Record<string, string>> = {
  skip: 'skips while a task is open',
  buffer: 'one waits while a task is open',
  allow: 'tasks side by side',
}

/** In the reader's own zone, as all times that were. */
const FIRED = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
})

export const SCHEDULE_COLUMNS: readonly Column<ScheduleRow>[] = [
  {
    title: 'Process',
    isName: true,
    sortBy: ({ title }) => title,
    cell: ({ process, title, problem, inCode }) => (
      <div>
        <Anchor component={Link} href={`/processes/${process}`} fw={600} size="sm">
          <bdi>{title}</bdi>
        </Anchor>
        <Text size="xs" c="dimmed">
          {process}
        </Text>
        {problem !== null && (
          <Text size="xs" c="var(--mantine-color-error)" style={{ whiteSpace: 'pre-wrap' }}>
            {inCode ? problem : 'This receiver does not serve the process'}
          </Text>
        )}
      </div>
    ),
  },
  {
    title: 'Fires',
    cell: ({ cron, everyMs, timezone, overlap }) => (
      <div>
        {everyMs === null ? (
          <>
            <Text size="sm" ff="monospace">
              {cron}
            </Text>
            <Text size="xs" c="dimmed">
              {timezone}
            </Text>
          </>
        ) : (
          <Text size="sm">every {tellEvery(everyMs)}</Text>
        )}
        <Text size="xs" c="dimmed">
          {OVERLAPS[overlap] ?? overlap}
        </Text>
      </div>
    ),
  },
  {
    title: 'State',
    sortBy: ({ paused }) => Number(paused),
    cell: ({ paused, note }) => (
      <div>
        <StateBadge tone={paused ? 'warning' : 'good'}>{paused ? 'paused' : 'active'}</StateBadge>
        {note !== '' && (
          <Text size="xs" c="dimmed" component="div" style={{ overflowWrap: 'anywhere' }}>
            <bdi>{note}</bdi>
          </Text>
        )}
      </div>
    ),
  },
  {
    title: 'Next',
    sortBy: ({ next }) => next[0] ?? '',
    cell: ({ next, timezone, paused }) =>
      paused ? (
        <Text size="sm" c="dimmed">
          not while it is paused
        </Text>
      ) : (
        <NextTimes next={next.slice(0, 3)} timezone={timezone} />
      ),
  },
  {
    title: 'Last',
    cell: ({ process, results, openFirings }) =>
      results.length === 0 ? (
        <Text size="sm" c="dimmed">
          {openFirings > 0 ? 'one is open' : 'none yet'}
        </Text>
      ) : (
        <ul aria-label={`Last tasks of ${process}`} style={{ margin: 0, padding: 0, listStyle: 'none' }}>
          {results.map(({ taskId, workflowId, status, firedAt }) => (
            <li key={taskId}>
              {status === null ? (
                <Text size="sm" c="dimmed">
                  {FIRED.format(new Date(firedAt))}: gone
                </Text>
              ) : (
                <Group gap={6} wrap="nowrap">
                  <TaskState status={status} outcome="task" />
                  <Anchor
                    component={Link}
                    href={taskPath({ workflowId })}
                    size="xs"
                    style={{ whiteSpace: 'nowrap' }}
                  >
                    {FIRED.format(new Date(firedAt))}
                  </Anchor>
                </Group>
              )}
            </li>
          ))}
        </ul>
      ),
  },
  {
    title: 'Change',
    cell: (schedule) => (
      <Group gap={4}>
        <RunSchedule schedule={schedule} />
        <ToggleSchedule schedule={schedule} />
        <EditSchedule schedule={schedule} />
      </Group>
    ),
  },
]
