import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { InboxWaiting } from '../api/views.ts'
import type { Column } from '../parts/data-table.tsx'
import { StateBadge, type Tone } from '../parts/state-badge.tsx'
import { Time } from '../parts/time.tsx'
import { tellWait } from './tell-wait.ts'

type Waiting = InboxWaiting['waiting'][number]

const TONES: Readonly<Record<Waiting['waitsFor'], Tone>> = {
  resume: 'off',
  temporal: 'warning',
  retry: 'warning',
  turn: 'good',
  somebody: 'bad',
}

export const WAITING_COLUMNS: readonly Column<Waiting>[] = [
  {
    title: 'Delivery',
    isName: true,
    cell: ({ process, taskId }) => (
      <Anchor component={Link} size="sm" href={`/requests?${new URLSearchParams({ show: 'all', taskId })}`}>
        {process} <bdi>{taskId}</bdi>
      </Anchor>
    ),
  },
  { title: 'Ref', cell: ({ ref }) => <bdi style={{ overflowWrap: 'anywhere' }}>{ref ?? '-'}</bdi> },
  { title: 'Accepted', cell: ({ since }) => <Time at={since} /> },
  { title: 'Tries', align: 'right', cell: ({ tries }) => tries },
  {
    title: 'Waits',
    cell: (one) => (
      <div>
        <StateBadge tone={TONES[one.waitsFor]}>{tellWait(one)}</StateBadge>
        {one.lastError !== null && (
          <Text size="xs" c="dimmed" lineClamp={2} title={one.lastError} style={{ overflowWrap: 'anywhere' }}>
            {one.lastError}
          </Text>
        )}
      </div>
    ),
  },
]
