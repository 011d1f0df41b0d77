import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import { useIsLive } from '../../api/live-context.ts'
import type { TaskRow } from '../../api/views.ts'
import { DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Shown } from '../../parts/shown.tsx'
import { TASK_COLUMNS } from './task-columns.tsx'

const STATES = ['running', 'completed', 'failed', 'canceled', 'terminated', 'timed-out']
const TASK_ID = /^[0-9a-f]{24}$/
const PAGE = '100'

interface TaskPage {
  readonly tasks: TaskRow[]
  readonly cursor: string | null
}

/** Tasks of a process, newest first, found by ref, id or state. */
export function TasksTab({ process }: { process: string }) {
  const live = useIsLive()
  const [wanted, setWanted] = useState('')
  const [state, setState] = useState('')
  const text = wanted.trim()
  const filter = {
    process,
    limit: PAGE,
    ...(state === '' ? {} : { state }),
    ...(text === '' ? {} : TASK_ID.test(text) ? { taskId: text } : { ref: text }),
  }
  const tasks = useInfiniteQuery<TaskPage, Error, TaskRow[], readonly unknown[], string | null>({
    queryKey: ['tasks', filter],
    queryFn: ({ pageParam }) =>
      callApi(
        'GET',
        `/tasks?${new URLSearchParams({ ...filter, ...(pageParam ? { cursor: pageParam } : {}) })}`,
      ),
    initialPageParam: null,
    getNextPageParam: ({ cursor }) => cursor,
    select: ({ pages }) => pages.flatMap((page) => page.tasks),
    refetchInterval: live ? 30_000 : 5_000,
  })
  const isFiltered = text !== '' || state !== ''
  return (
    <Stack gap="md">
      <Group align="flex-end" gap="sm">
        <TextInput
          type="search"
          label="Ref or obj_id"
          description="The whole of it"
          leftSection={<Icon name="search" size={16} />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
        <NativeSelect
          label="State"
          data={[{ value: '', label: 'all' }, ...STATES]}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
        />
      </Group>
      <Shown of={tasks} what="The list of tasks">
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={isFiltered ? 'No task matches' : 'There is no task yet'}>
              {isFiltered
                ? 'A list is a moment late: look again.'
                : 'Each webhook that is accepted becomes one.'}
            </Empty>
          ) : (
            <>
              <DataTable
                label="Tasks"
                columns={TASK_COLUMNS}
                rows={rows}
                keyOf={({ workflowId, runId }) => `${workflowId} ${runId}`}
              />
              {tasks.hasNextPage && (
                <Button
                  variant="default"
                  loading={tasks.isFetchingNextPage}
                  onClick={() => void tasks.fetchNextPage()}
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
