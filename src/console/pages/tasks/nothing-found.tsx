import { Anchor, Stack } from '@mantine/core'
import { Link } from 'wouter'
import type { TaskListPage } from '../../api/views.ts'
import { Empty } from '../../parts/states/empty.tsx'
import type { TaskFilter } from './task-filter.ts'

const OBJ_ID = /^[0-9a-f]{24}$/

/** What was looked for, and where else it may be. */
export function NothingFound({
  filter,
  filtered,
  search,
}: {
  filter: TaskFilter
  filtered: boolean
  search: TaskListPage['search']
}) {
  if (!filtered) return <Empty title="There is no task yet">Each webhook that is accepted becomes one.</Empty>
  const { process, text } = filter
  const ofProcess = process === '' ? '' : `process=${encodeURIComponent(process)}`
  const wanted = text.trim()
  const requests = [
    'show=all',
    ...(ofProcess === '' ? [] : [ofProcess]),
    ...(OBJ_ID.test(wanted) ? [`taskId=${wanted}`] : []),
  ].join('&')
  return (
    <Empty title="No task matches">
      <Stack gap="xs" align="center">
        {search !== null && <div style={{ overflowWrap: 'anywhere' }}>Looked for {search.told}.</div>}
        <div>Temporal lists a task a moment after it starts: look again, or clear the filter.</div>
        <div>
          It may be elsewhere:{' '}
          <Anchor
            component={Link}
            href={`/quarantine${ofProcess === '' ? '' : `?${ofProcess}`}`}
            size="sm"
            underline="always"
          >
            in quarantine
          </Anchor>
          , refused (
          <Anchor component={Link} href={`/requests?${requests}`} size="sm" underline="always">
            requests
          </Anchor>
          ), or still waiting{' '}
          <Anchor component={Link} href="/inbox" size="sm" underline="always">
            in the inbox
          </Anchor>
          .
        </div>
      </Stack>
    </Empty>
  )
}
