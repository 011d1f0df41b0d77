import { Anchor, Code, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { VersionsView } from '../../../api/views.ts'
import type { Column } from '../../../parts/data-table.tsx'
import { StateBadge } from '../../../parts/state-badge.tsx'
import { Time } from '../../../parts/time.tsx'
import { taskPath } from '../../task/task-path.ts'

type Row = VersionsView['versions'][number]

export const VERSION_COLUMNS: readonly Column<Row>[] = [
  {
    title: 'Version',
    isName: true,
    cell: ({ version, isCurrent, isServed, isKept }) => (
      <Group gap="xs">
        <Code>{version}</Code>
        {isCurrent && isServed && <StateBadge tone="good">current</StateBadge>}
        {isCurrent && !isServed && <StateBadge tone="warning">not read yet</StateBadge>}
        {isServed && !isCurrent && <StateBadge tone="busy">still begun</StateBadge>}
        {!isKept && <StateBadge tone="bad">not here</StateBadge>}
      </Group>
    ),
  },
  { title: 'Title', cell: ({ title }) => title ?? '' },
  { title: 'Nodes', align: 'right', cell: ({ nodes }) => nodes ?? '' },
  { title: 'Open tasks', align: 'right', cell: ({ tasks }) => tasks },
  {
    title: 'Since',
    cell: ({ since, oldest: [first] }) =>
      first === undefined ? (
        <Text size="sm" c="dimmed" component="span">
          no open task
        </Text>
      ) : (
        <Anchor component={Link} href={taskPath(first)} size="sm">
          <Time at={since} />
        </Anchor>
      ),
  },
]
