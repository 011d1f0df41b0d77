/** Requests as they come, newest first; the list stands still while it is paused. */
import { Button, Group, Paper, Stack, Switch, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import { useIsLive } from '../../api/live-context.ts'
import type { RequestRow } from '../../api/views.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/states/empty.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { REQUEST_COLUMNS } from './request-columns.tsx'
import { isFiltered, queryOf, type RequestFilter } from './request-filter.ts'

/** Rows of one read: they are in the memory of the receiver. */
const PAGE = 500

export function RequestList({ filter }: { filter: RequestFilter }) {
  const live = useIsLive()
  const [paused, setPaused] = useState(false)
  const query = String(queryOf(filter))
  const requests = useInfiniteQuery<
    { requests: RequestRow[] },
    Error,
    RequestRow[],
    readonly unknown[],
    number | null
  >({
    queryKey: ['requests', query],
    queryFn: ({ pageParam }) =>
      callApi('GET', `/requests?${query}&limit=${PAGE}${pageParam === null ? '' : `&before=${pageParam}`}`),
    initialPageParam: null,
    getNextPageParam: ({ requests: rows }) => (rows.length < PAGE ? null : (rows.at(-1)?.seq ?? null)),
    select: ({ pages }) => pages.flatMap(({ requests: rows }) => rows),
    // What is paused is read once, and then by hand only
    enabled: (known) => !paused || known.state.data === undefined,
    refetchInterval: live ? 30_000 : 5_000,
  })
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="dimmed" role="status">
          {requests.data !== undefined &&
            `${requests.data.length} ${requests.data.length === 1 ? 'request' : 'requests'}${requests.hasNextPage ? ' read, there are more' : ''}`}
        </Text>
        <Switch
          size="sm"
          label={paused ? 'Paused' : live ? 'Live' : 'Asked every few seconds'}
          aria-label="Live"
          checked={!paused}
          onChange={(event) => {
            setPaused(!event.currentTarget.checked)
            if (event.currentTarget.checked) void requests.refetch()
          }}
        />
      </Group>
      <Shown of={requests} what="The list of requests">
        {(rows) =>
          rows.length === 0 ? (
            <Nothing filter={filter} />
          ) : (
            <>
              <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
                <DataTable
                  label="Requests"
                  columns={REQUEST_COLUMNS}
                  rows={rows}
                  keyOf={({ seq }) => String(seq)}
                />
              </Paper>
              {requests.hasNextPage && (
                <Button
                  variant="default"
                  loading={requests.isFetchingNextPage}
                  onClick={() => void requests.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </>
          )
        }
      </Shown>
    </Stack>
  )
}

function Nothing({ filter }: { filter: RequestFilter }) {
  if (isFiltered(filter))
    return <Empty title="No request matches">Of those that this receiver still knows.</Empty>
  if (filter.show === 'refused') {
    return (
      <Empty title="Nothing was refused">
        A request that becomes no task is listed here with its reason, whoever sent it.
      </Empty>
    )
  }
  return <Empty title="No request yet">Send one: the Webhook tab of a process has all it takes.</Empty>
}
