import { Code, Paper, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useApi } from '../../api/use-api.ts'
import type { ScheduleRow } from '../../api/views.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { SCHEDULE_COLUMNS } from './schedule-columns.tsx'

/** A firing makes no news. */
const EVERY_MS = 10_000
const SEARCH_FROM = 8

export function SchedulesPage() {
  const schedules = useApi<{ schedules: ScheduleRow[] }>('/schedules', { every: EVERY_MS })
  const [wanted, setWanted] = useState('')
  return (
    <Page title="Schedules" about="Processes that run by themselves, at set times">
      <Shown of={schedules} what="The list of schedules">
        {({ schedules: rows }) => {
          if (rows.length === 0) {
            return (
              <Empty title="No process has a schedule yet">
                Give one its times:{' '}
                <Code>startnode schedule set currency-rates --cron &apos;0 6 * * 1-5&apos;</Code>
              </Empty>
            )
          }
          const text = wanted.trim().toLowerCase()
          const found = rows.filter(({ process, title }) =>
            `${process} ${title}`.toLowerCase().includes(text),
          )
          return (
            <>
              {rows.length >= SEARCH_FROM && (
                <TextInput
                  type="search"
                  aria-label="Search schedules"
                  placeholder="Title or process"
                  leftSection={<Icon name="search" size={16} />}
                  value={wanted}
                  onChange={(event) => setWanted(event.currentTarget.value)}
                  maw={360}
                  mb="md"
                />
              )}
              {found.length === 0 ? (
                <Empty title={`No schedule matches “${wanted}”`} />
              ) : (
                <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
                  <DataTable
                    label="Schedules"
                    columns={SCHEDULE_COLUMNS}
                    rows={found}
                    keyOf={({ process }) => process}
                  />
                </Paper>
              )}
            </>
          )
        }}
      </Shown>
    </Page>
  )
}
