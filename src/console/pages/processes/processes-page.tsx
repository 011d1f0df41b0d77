import { Paper, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import type { ProcessRow } from '../../api/views.ts'
import { CodeBlock } from '../../parts/code/code-block.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { ImportZone } from '../imports/import-zone.tsx'
import { sortByNeed } from './need-of.ts'
import { PROCESS_COLUMNS } from './process-columns.tsx'

const FIRST_STEPS = `startnode new loan-approved
startnode dev
startnode enable loan-approved`

export function ProcessesPage() {
  const processes = useApi<{ processes: ProcessRow[] }>('/processes')
  const [wanted, setWanted] = useState('')
  return (
    <Page title="Processes" about="What runs for each webhook; what needs somebody comes first">
      <ImportZone>
        <Shown of={processes} what="The list of processes">
          {({ processes: rows }) => {
            if (rows.length === 0) {
              return (
                <Empty title="There is no process yet">
                  <Text size="sm" mb="sm">
                    Three commands make the first one:
                  </Text>
                  <CodeBlock code={FIRST_STEPS} label="First process" />
                </Empty>
              )
            }
            const found = sortByNeed(rows.filter((row) => matches(row, wanted)))
            return (
              <>
                <TextInput
                  type="search"
                  aria-label="Search processes"
                  placeholder="Id, title or alias"
                  leftSection={<Icon name="search" size={16} />}
                  value={wanted}
                  onChange={(event) => setWanted(event.currentTarget.value)}
                  maw={360}
                  mb="md"
                />
                {found.length === 0 ? (
                  <Empty title={`No process matches “${wanted}”`} />
                ) : (
                  <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
                    <DataTable
                      label="Processes"
                      columns={PROCESS_COLUMNS}
                      rows={found}
                      keyOf={({ process }) => process}
                    />
                  </Paper>
                )}
              </>
            )
          }}
        </Shown>
      </ImportZone>
    </Page>
  )
}

function matches({ process, title, aliases }: ProcessRow, wanted: string): boolean {
  const text = [process, title, ...aliases.map((alias) => `@${alias}`)].join(' ').toLowerCase()
  return text.includes(wanted.trim().toLowerCase())
}
