/** The tasks that a filter lets through; more come as one scrolls. */
import { Alert, Button, Group, Paper, Stack, Switch } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useIsLive } from '../../api/live-context.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Failure } from '../../parts/states/failure.tsx'
import { Shown } from '../../parts/states/shown.tsx'
import { FoundBeside } from './found-beside.tsx'
import { ListedCount } from './listed-count.tsx'
import { BulkButton } from './many/bulk-button.tsx'
import { keyOfTask } from './merge-rows.ts'
import { NothingFound } from './nothing-found.tsx'
import { taskColumns } from './task-columns.tsx'
import type { TaskFilter } from './task-filter.ts'
import { useTaskList } from './use-task-list.ts'

/** The next page is asked for before one comes to the end. */
const AHEAD = '600px'

/** @param query of `/tasks`; give it as the key too @param only the list is of one process */
export function TaskList({
  query,
  filter,
  filtered,
  only,
}: {
  query: string
  filter: TaskFilter
  filtered: boolean
  only: boolean
}) {
  const isLive = useIsLive()
  const [paused, setPaused] = useState(false)
  const list = useTaskList(query, paused)
  const { rows, hasMore, isLoadingMore, failure, isTorn } = list
  const withUi = rows.some(({ uiUrl }) => uiUrl !== null)
  const columns = useMemo(() => taskColumns(!only, withUi), [only, withUi])
  const end = useRef<HTMLDivElement>(null)
  const more = useRef(list.loadMore)
  useEffect(() => {
    more.current = list.loadMore
  })
  useEffect(() => {
    const mark = end.current
    if (mark === null || !hasMore || isLoadingMore || failure !== null) return
    const seen = new IntersectionObserver(
      (entries) => {
        // Several come at once when the page is busy: the last is true
        if (entries.at(-1)?.isIntersecting && window.scrollY > 0) more.current()
      },
      { rootMargin: AHEAD },
    )
    seen.observe(mark)
    return () => seen.disconnect()
  }, [hasMore, isLoadingMore, failure])

  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs">
        <ListedCount query={query} read={list.head.data === undefined ? null : rows.length} filter={filter} />
        <Group gap="sm">
          <Button
            component="a"
            size="xs"
            variant="default"
            href={`/admin/v1/tasks/csv${query === '' ? '' : `?${query}`}`}
            download="tasks.csv"
          >
            CSV
          </Button>
          <BulkButton query={query} unless={rows.length === 0 ? 'No task matches' : null} />
          <Switch
            size="sm"
            label={paused ? 'Paused' : isLive ? 'Live' : 'Asked every few seconds'}
            aria-label="Live"
            checked={!paused}
            onChange={(event) => setPaused(!event.currentTarget.checked)}
          />
        </Group>
      </Group>
      {isTorn && (
        <Alert color="blue" title="Many tasks came meanwhile">
          <Button size="xs" variant="default" onClick={list.reload}>
            Read the list again
          </Button>
        </Alert>
      )}
      <FoundBeside rows={list.head.data?.beside ?? []} />
      <Shown of={list.head} what="The list of tasks">
        {() =>
          rows.length === 0 ? (
            <NothingFound filter={filter} filtered={filtered} search={list.head.data?.search ?? null} />
          ) : (
            <Paper withBorder radius="md" px={{ base: 'sm', sm: 0 }}>
              <DataTable label="Tasks" columns={columns} rows={rows} keyOf={keyOfTask} />
            </Paper>
          )
        }
      </Shown>
      {failure !== null && <Failure error={failure} onRetry={list.loadMore} />}
      <div ref={end} />
      {hasMore && (
        <Button variant="default" loading={isLoadingMore} onClick={list.loadMore}>
          Show more
        </Button>
      )}
    </Stack>
  )
}
