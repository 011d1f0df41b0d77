/** Filter and list of tasks, of one process or of all; the filter stands in the URL. */
import { Stack } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import { useSearchParams } from '../../api/use-search-params.ts'
import type { Diagram } from '../../api/views.ts'
import { StillInInbox } from '../../waiting/still-in-inbox.tsx'
import { FilterBar } from './filter-bar.tsx'
import { isFiltered, queryOf, readFilter, type TaskFilter, writeFilter } from './task-filter.ts'
import { TaskList } from './task-list.tsx'

const TYPING_MS = 300

/** @param process undefined: of all */
export function TasksFound({ process }: { process?: string }) {
  const [params, setParams] = useSearchParams()
  const asked = readFilter(params, process)
  const [typed, setTyped] = useState<TaskFilter | null>(null)
  const [openedAt] = useState(() => Date.now())
  const filter = typed ?? asked
  // Drawn from traces: not worth asking for again and again only for the titles
  const diagram = useApi<Diagram>(
    filter.process === '' ? null : `${pathOf('processes', filter.process)}/diagram`,
    { every: false },
  )
  const apply = useDebouncedCallback((to: TaskFilter) => {
    setParams(writeFilter(to, process))
    setTyped(null)
  }, TYPING_MS)

  function change(to: Partial<TaskFilter>) {
    const next = { ...filter, ...to }
    setTyped(next)
    apply(next)
  }

  const query = queryOf(asked, openedAt).toString()
  return (
    <Stack gap="md">
      <FilterBar
        filter={filter}
        nodes={diagram.data?.nodes.filter(({ kind }) => kind === 'wait').map(({ title }) => title) ?? []}
        only={process !== undefined}
        onChange={change}
      />
      <StillInInbox text={asked.text.trim()} process={asked.process || undefined} />
      <TaskList
        key={query}
        query={query}
        filtered={isFiltered(asked) || (process === undefined && asked.process !== '')}
        only={process !== undefined}
      />
    </Stack>
  )
}
