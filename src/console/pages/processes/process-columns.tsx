import { Anchor, Group, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { ProcessRow } from '../../api/views.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { OutcomeChips } from '../../outcomes/outcome-chips.tsx'
import type { Column } from '../../parts/data-table.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Time } from '../../parts/time.tsx'
import { ProcessMenu } from './process-menu.tsx'
import { stateOf } from './process-state.ts'

const AUTH = { none: 'No Auth', basic: 'Basic', header: 'Header' } as const

/** A process with many outcomes does not push the others away. */
const MOST_OUTCOMES = 5

export const PROCESS_COLUMNS: readonly Column<ProcessRow>[] = [
  {
    title: 'Process',
    isName: true,
    width: '24%',
    sortBy: ({ title }) => title,
    cell: ({ process, title, aliases }) => (
      <div>
        <Anchor component={Link} href={`/processes/${process}`} fw={600} size="sm">
          {title}
        </Anchor>
        <Text size="xs" c="dimmed">
          {[process, ...aliases.map((alias) => `@${alias}`)].join(' · ')}
        </Text>
      </div>
    ),
  },
  {
    title: 'State',
    sortBy: (row) => stateOf(row).text,
    cell: (row) => {
      const { tone, text } = stateOf(row)
      return <StateBadge tone={tone}>{text}</StateBadge>
    },
  },
  {
    title: 'Direct URL',
    sortBy: ({ urlOn, auth }) => (urlOn ? auth : ''),
    cell: ({ urlOn, auth }) => (
      <StateBadge tone={!urlOn ? 'off' : auth === 'none' ? 'warning' : 'good'}>
        {urlOn ? `on, ${AUTH[auth]}` : auth === 'none' ? 'off' : `off, ${AUTH[auth]}`}
      </StateBadge>
    ),
  },
  {
    title: 'Tasks',
    width: '20%',
    sortBy: ({ tasks }) => tasks?.open ?? -1,
    cell: ({ process, tasks }) =>
      tasks === null ? (
        <Text size="sm" c="dimmed">
          not counted
        </Text>
      ) : (
        <Group gap={6} wrap="wrap" title="Open now; ended in the last 24 hours">
          <StateBadge tone={tasks.open > 0 ? 'busy' : 'off'}>{`${tasks.open} open`}</StateBadge>
          <OutcomeChips process={process} of={tasks.ended24h ?? []} ended="24h" most={MOST_OUTCOMES} />
        </Group>
      ),
  },
  {
    title: '24 hours',
    onlyWide: true,
    sortBy: ({ hours }) => hours.accepted.reduce((all, count) => all + count, 0),
    cell: ({ hours }) => <Sparkline accepted={hours.accepted} refused={hours.refused} />,
  },
  {
    title: 'Quarantine',
    align: 'right',
    sortBy: ({ quarantined }) => quarantined ?? -1,
    cell: ({ quarantined }) =>
      quarantined === null ? (
        '?'
      ) : quarantined > 0 ? (
        <StateBadge tone="bad">{String(quarantined)}</StateBadge>
      ) : (
        '0'
      ),
  },
  {
    title: 'Last request',
    sortBy: ({ lastAt }) => lastAt ?? '',
    cell: ({ lastAt }) => <Time at={lastAt} never="none since start" />,
  },
  {
    title: 'Menu',
    onlyWide: true,
    align: 'right',
    cell: (row) => <ProcessMenu row={row} />,
  },
]
