/** What came with the right URL and credentials, and could not become a task. */
import { Button, Group, NativeSelect, Paper, Stack } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import { useIsLive } from '../../api/live-context.ts'
import { useApi } from '../../api/use-api.ts'
import { useSearchParams } from '../../api/use-search-params.ts'
import type { ProcessRow, QuarantineRow } from '../../api/views.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { Page } from '../../shell/page.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { idOf, quarantineColumns } from './quarantine-columns.tsx'

const PAGE = '200'

interface EntryPage {
  readonly entries: QuarantineRow[]
  readonly cursor: string | null
}

export function QuarantinePage() {
  const live = useIsLive()
  const [params, setParams] = useSearchParams()
  const process = params.get('process') ?? ''
  const reason = params.get('reason') ?? ''
  const processes = useApi<{ processes: ProcessRow[] }>('/processes')
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const filter = { limit: PAGE, ...(process === '' ? {} : { process }), ...(reason === '' ? {} : { reason }) }
  const entries = useInfiniteQuery<EntryPage, Error, QuarantineRow[], readonly unknown[], string | null>({
    queryKey: ['quarantine', filter],
    queryFn: ({ pageParam }) =>
      callApi(
        'GET',
        `/quarantine?${new URLSearchParams({ ...filter, ...(pageParam === null ? {} : { cursor: pageParam }) })}`,
      ),
    initialPageParam: null,
    getNextPageParam: ({ cursor }) => cursor,
    select: ({ pages }) => pages.flatMap((page) => page.entries),
    refetchInterval: live ? 30_000 : 5_000,
  })
  const columns = useMemo(() => quarantineColumns(chosen, setChosen), [chosen])

  return (
    <Page
      title="Quarantine"
      about="Authentic deliveries that could not become a task: kept whole until somebody mends or discards them"
    >
      <Stack gap="md">
        <Group align="flex-end" gap="sm">
          <NativeSelect
            label="Process"
            data={[
              { value: '', label: 'all' },
              ...withOwn(processes.data?.processes ?? [], process).map((id) => ({ value: id, label: id })),
            ]}
            value={process}
            onChange={(event) => {
              const to = event.currentTarget.value
              setChosen(new Set())
              setParams(new URLSearchParams(to === '' ? {} : { process: to }))
            }}
          />
          {reason !== '' && (
            <Button
              variant="default"
              onClick={() => setParams(new URLSearchParams(process === '' ? {} : { process }))}
            >
              Only {reason}: show all
            </Button>
          )}
        </Group>
        <Shown of={entries} what="The quarantine">
          {(rows) => (
            <>
              <BulkBar rows={rows} chosen={chosen} onChoose={setChosen} />
              {rows.length === 0 ? (
                <Empty title="Nothing is in quarantine">
                  A webhook whose body breaks the rules of its process is kept here, with the place of the
                  error.
                </Empty>
              ) : (
                <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
                  <DataTable label="Quarantine" columns={columns} rows={rows} keyOf={idOf} />
                </Paper>
              )}
              {entries.hasNextPage && (
                <Button
                  variant="default"
                  loading={entries.isFetchingNextPage}
                  onClick={() => void entries.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          )}
        </Shown>
      </Stack>
    </Page>
  )
}

/** Processes to choose from; the one that the URL names is among them even while nothing is known. */
function withOwn(rows: readonly ProcessRow[], own: string): string[] {
  const ids = rows.map(({ process }) => process)
  return own === '' || ids.includes(own) ? ids : [own, ...ids]
}
