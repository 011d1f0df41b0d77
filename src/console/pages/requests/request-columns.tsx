import { Anchor, Badge, Code, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import { isSlow } from '../../answer-times/mambu.ts'
import type { RequestRow } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { BecameLink } from './became-link.tsx'
import { ReplayButton } from './replay-button.tsx'

export const REQUEST_COLUMNS: readonly Column<RequestRow>[] = [
  {
    title: 'Time',
    width: '12%',
    sortBy: ({ seq }) => seq,
    cell: ({ time }) => <Time at={time} />,
  },
  {
    title: 'URL of',
    isName: true,
    width: '18%',
    sortBy: ({ addressed }) => addressed ?? '',
    cell: ({ addressed, process, test, source }) => (
      <div>
        <Group gap={6}>
          {process === null ? (
            <Text size="sm" fw={600}>
              {addressed ?? 'nothing known'}
            </Text>
          ) : (
            <Anchor component={Link} href={`/processes/${process}`} size="sm" fw={600}>
              {addressed ?? process}
            </Anchor>
          )}
          {test && (
            <Badge size="sm" variant="outline" color="gray" tt="none">
              Test
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {source ?? 'address not known'}
        </Text>
      </div>
    ),
  },
  {
    title: 'Why',
    width: '31%',
    sortBy: ({ code }) => code,
    cell: (row) => <Outcome of={row} />,
  },
  {
    title: 'Answer',
    align: 'right',
    sortBy: ({ status }) => status,
    cell: ({ status }) => status,
  },
  {
    title: 'Time taken',
    align: 'right',
    sortBy: ({ durationMs }) => durationMs,
    cell: ({ durationMs }) =>
      isSlow(durationMs) ? <StateBadge tone="bad">{tellMs(durationMs)}</StateBadge> : tellMs(durationMs),
  },
  {
    title: 'Bytes',
    align: 'right',
    onlyWide: true,
    sortBy: ({ bytes }) => bytes,
    cell: ({ bytes }) => bytes.toLocaleString(),
  },
  {
    title: 'Became',
    align: 'right',
    width: '17%',
    cell: (row) => (
      <Group gap={6} justify="flex-end">
        <BecameLink of={row} />
        {row.code !== 'accepted' && <ReplayButton of={row} />}
      </Group>
    ),
  },
]

/** `accepted`, `repeat`, or why it became no task. */
function Outcome({ of: { code, why, repeat, keptAs } }: { of: RequestRow }) {
  if (why === null)
    return <StateBadge tone={repeat ? 'off' : 'good'}>{repeat ? 'repeat' : 'accepted'}</StateBadge>
  return (
    <div>
      <Text size="sm" lineClamp={3} title={why}>
        {why}
      </Text>
      {keptAs !== null && 'kept: '}
      <Code>{code}</Code>
      {repeat && ' again'}
    </div>
  )
}

const tellMs = (ms: number) => `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`
