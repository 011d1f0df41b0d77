import { Anchor, Paper, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Link } from 'wouter'
import { useApi } from '../../api/use-api.ts'
import type { AliasRow } from '../../api/views.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Icon } from '../../parts/icon.tsx'
import { StateBadge } from '../../parts/state-badge.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { CreateAlias } from './create-alias.tsx'

const COLUMNS: readonly Column<AliasRow>[] = [
  {
    title: 'Alias',
    isName: true,
    sortBy: ({ alias }) => alias,
    cell: ({ alias, title }) => (
      <div>
        <Anchor component={Link} href={`/aliases/${alias}`} fw={600} size="sm">
          @{alias}
        </Anchor>
        {title !== alias && (
          <Text size="xs" c="dimmed">
            {title}
          </Text>
        )}
      </div>
    ),
  },
  {
    title: 'Points at',
    sortBy: ({ process }) => process ?? '',
    cell: ({ process }) =>
      process === null ? (
        <StateBadge tone="bad">nothing</StateBadge>
      ) : (
        <Anchor component={Link} href={`/processes/${process}`} size="sm">
          {process}
        </Anchor>
      ),
  },
  {
    title: 'Direct URL',
    sortBy: ({ urlOn }) => Number(urlOn),
    cell: ({ urlOn }) => <StateBadge tone={urlOn ? 'good' : 'off'}>{urlOn ? 'on' : 'off'}</StateBadge>,
  },
]

export function AliasesPage() {
  const aliases = useApi<{ aliases: AliasRow[] }>('/aliases')
  const [wanted, setWanted] = useState('')
  return (
    <Page
      title="Aliases"
      about="Names that point at a process; their URL stays when they are pointed elsewhere"
      actions={<CreateAlias taken={aliases.data?.aliases ?? []} />}
    >
      <Shown of={aliases} what="The list of aliases">
        {({ aliases: rows }) => {
          if (rows.length === 0) {
            return (
              <Empty title="There is no alias yet">
                An alias lets Mambu keep its URL while you move from one process to the next.
              </Empty>
            )
          }
          const text = wanted.trim().toLowerCase().replace(/^@/, '')
          const found = rows.filter((row) =>
            [row.alias, row.title, row.process ?? ''].join(' ').toLowerCase().includes(text),
          )
          return (
            <>
              <TextInput
                type="search"
                aria-label="Search aliases"
                placeholder="Name, title or process"
                leftSection={<Icon name="search" size={16} />}
                value={wanted}
                onChange={(event) => setWanted(event.currentTarget.value)}
                maw={360}
                mb="md"
              />
              {found.length === 0 ? (
                <Empty title={`No alias matches “${wanted}”`} />
              ) : (
                <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
                  <DataTable label="Aliases" columns={COLUMNS} rows={found} keyOf={({ alias }) => alias} />
                </Paper>
              )}
            </>
          )
        }}
      </Shown>
    </Page>
  )
}
