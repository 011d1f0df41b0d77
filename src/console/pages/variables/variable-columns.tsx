import { Anchor, Code, Group, Text } from '@mantine/core'
import { Fragment } from 'react'
import { Link } from 'wouter'
import type { Variable } from '../../api/views.ts'
import type { Column } from '../../parts/data-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { DeleteVariable } from './delete-variable.tsx'
import { SetVariable } from './set-variable.tsx'

export const VARIABLE_COLUMNS: readonly Column<Variable>[] = [
  {
    title: 'Variable',
    isName: true,
    width: '22%',
    sortBy: ({ name }) => name,
    cell: ({ name, id }) => (
      <div>
        <Text size="sm" fw={600}>
          {name}
        </Text>
        <Text size="xs" c="dimmed">
          id {id}
        </Text>
      </div>
    ),
  },
  {
    title: 'Kind',
    sortBy: ({ secret }) => Number(secret),
    cell: ({ secret, type }) => (
      <Group gap={6} wrap="nowrap">
        <StateBadge tone={secret ? 'good' : 'off'}>{secret ? 'secret' : 'visible'}</StateBadge>
        <Text size="xs">{type === 'json' ? 'JSON' : 'raw'}</Text>
      </Group>
    ),
  },
  {
    title: 'Value',
    width: '32%',
    cell: ({ value }) =>
      value === null ? (
        <StateBadge tone="bad">no key here opens it</StateBadge>
      ) : (
        <Code style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>{value}</Code>
      ),
  },
  {
    title: 'Used by',
    sortBy: ({ usedBy }) => usedBy.length,
    cell: ({ usedBy }) =>
      usedBy.length === 0 ? (
        <Text size="sm" c="dimmed">
          no Start node
        </Text>
      ) : (
        usedBy.map((process, index) => (
          <Fragment key={process}>
            {index > 0 && ', '}
            <Anchor component={Link} href={`/processes/${process}`} size="sm">
              {process}
            </Anchor>
          </Fragment>
        ))
      ),
  },
  {
    title: 'Actions',
    align: 'right',
    cell: (variable) => (
      <Group gap={6} wrap="nowrap" justify="flex-end">
        <SetVariable variable={variable} />
        <DeleteVariable variable={variable} />
      </Group>
    ),
  },
]
