/** The deliveries that wait, oldest first; more as one asks for them. */
import { Button, Group, NativeSelect, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import type { InboxWaiting } from '../../api/views.ts'
import { Card } from '../../parts/card.tsx'
import { DataTable } from '../../parts/data-table.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { WAITING_COLUMNS } from '../../waiting/waiting-columns.tsx'

const PAGE = 100
const EVERY_MS = 5_000

/** @param perProcess how many wait, by process */
export function WaitingCard({ perProcess }: { perProcess: Readonly<Record<string, number>> }) {
  const [process, setProcess] = useState('')
  const waiting = useInfiniteQuery<InboxWaiting, Error, InboxWaiting['waiting'], readonly unknown[], number>({
    queryKey: ['inbox', 'waiting', process],
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({
        limit: String(PAGE),
        after: String(pageParam),
        ...(process === '' ? {} : { process }),
      })
      return callApi('GET', `/inbox/waiting?${query}`)
    },
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap((page) => page.waiting),
    refetchInterval: EVERY_MS,
  })
  const counts = Object.entries(perProcess).sort(([, a], [, b]) => b - a)
  const all = counts.reduce((sum, [, count]) => sum + count, 0)
  return (
    <Card
      title="Waiting"
      actions={
        <NativeSelect
          aria-label="Process"
          size="xs"
          data={[
            { value: '', label: `all (${all.toLocaleString()})` },
            ...counts.map(([id, count]) => ({ value: id, label: `${id} (${count.toLocaleString()})` })),
          ]}
          value={process}
          onChange={(event) => setProcess(event.currentTarget.value)}
        />
      }
    >
      <Shown of={waiting} what="The deliveries">
        {(rows) =>
          rows.length === 0 ? (
            <Text size="sm" c="dimmed">
              Nothing waits.
            </Text>
          ) : (
            <>
              <DataTable
                label="Waiting deliveries"
                columns={WAITING_COLUMNS}
                rows={rows}
                keyOf={({ seq }) => String(seq)}
              />
              {waiting.hasNextPage && (
                <Group mt="sm">
                  <Button
                    variant="default"
                    loading={waiting.isFetchingNextPage}
                    onClick={() => void waiting.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </Group>
              )}
            </>
          )
        }
      </Shown>
    </Card>
  )
}
