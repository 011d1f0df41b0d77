import { Text } from '@mantine/core'
import { useApi } from '../api/use-api.ts'
import type { AuditEntry } from '../api/views.ts'
import { type Column, DataTable } from './data-table.tsx'
import { StateBadge } from './state-badge.tsx'
import { Empty } from './states/empty.tsx'
import { Shown } from './states/shown.tsx'
import { tellChange } from './tell-change.ts'
import { Time } from './time.tsx'

const COLUMNS: readonly Column<AuditEntry>[] = [
  { title: 'When', cell: ({ at }) => <Time at={at} />, sortBy: ({ at }) => at },
  { title: 'Who', cell: ({ actor }) => actor, sortBy: ({ actor }) => actor },
  { title: 'On', cell: ({ on }) => on, sortBy: ({ on }) => on },
  {
    title: 'What',
    isName: true,
    cell: ({ op, detail }) => (
      <span title={op}>
        {tellChange(op)}
        {detail !== null && (
          <Text size="xs" c="dimmed" component="span">
            {' '}
            {detail}
          </Text>
        )}
      </span>
    ),
    sortBy: ({ op }) => op,
  },
  {
    title: 'Came',
    cell: ({ refused, proved }) => {
      if (refused) return <StateBadge tone="bad">refused</StateBadge>
      return proved ? (
        <StateBadge tone="good">proved</StateBadge>
      ) : (
        <StateBadge tone="warning">unproved</StateBadge>
      )
    },
  },
  { title: 'Revision', cell: ({ revision }) => revision, align: 'right', sortBy: ({ revision }) => revision },
]

/** Changes of the settings, newest first. @param query of `/audit`, without `?` */
export function AuditList({ query }: { query: string }) {
  const audit = useApi<{ entries: AuditEntry[] }>(`/audit?${query}`)
  return (
    <Shown of={audit} what="The audit">
      {({ entries }) =>
        entries.length === 0 ? (
          <Empty title="Nothing was changed yet">Every change of the settings is written down here.</Empty>
        ) : (
          <DataTable
            label="Changes of the settings"
            columns={COLUMNS}
            rows={entries}
            keyOf={({ revision, at, op, on }) => `${revision} ${at} ${op} ${on}`}
          />
        )
      }
    </Shown>
  )
}
