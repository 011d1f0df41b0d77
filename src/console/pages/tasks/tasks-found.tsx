/** Filter and list of tasks, of one process or of all; the filter stands in the URL. */
import { Stack } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useRef, useState } from 'react'
import { pathOf } from '../../api/call-api.ts'
import { useApi } from '../../api/use-api.ts'
import { useSearchParams } from '../../api/use-search-params.ts'
import type { Diagram } from '../../api/views.ts'
import { StillInInbox } from '../../waiting/still-in-inbox.tsx'
import { FilterBar } from './filter-bar.tsx'
import { isFiltered, queryOf, readFilter, type TaskFilter, writeFilter } from './task-filter.ts'
import { TaskList } from './task-list.tsx'
import { ViewsMenu } from './views-menu.tsx'

const TYPING_MS = 300

/** @param process undefined: of all */
export function TasksFound({ process }: { process?: string }) {
  const [params, setParams] = useSearchParams()
  const asked = readFilter(params, process)
  const [typed, setTyped] = useState<TaskFilter | null>(null)
  const [openedAt] = useState(() => Date.now())
  /** The field that is typed into, and the URL it led to: going on there is no step of its own. */
  const typing = useRef<{ fields: string; led: string } | null>(null)
  const filter = typed ?? asked
  // Drawn from traces: not worth asking for again and again only for the titles
  const diagram = useApi<Diagram>(
    filter.process === '' ? null : `${pathOf('processes', filter.process)}/diagram`,
    { every: false },
  )
  const apply = useDebouncedCallback((to: TaskFilter, fields: string) => {
    const next = writeFilter(to, process)
    const { current } = typing
    const goesOn = current?.fields === fields && current.led === window.location.search
    if (next.toString() !== writeFilter(asked, process).toString()) setParams(next, !goesOn)
    typing.current = { fields, led: next.size === 0 ? '' : `?${next}` }
    setTyped(null)
  }, TYPING_MS)

  function change(to: Partial<TaskFilter>) {
    const next = { ...filter, ...to }
    setTyped(next)
    apply(next, Object.keys(to).join())
  }

  function show(view: string) {
    typing.current = null
    setTyped(null)
    setParams(writeFilter(readFilter(new URLSearchParams(view), process), process), true)
  }

  const query = queryOf(asked, openedAt).toString()
  return (
    <Stack gap="md">
      <FilterBar
        filter={filter}
        nodes={diagram.data?.nodes.filter(({ kind }) => kind === 'wait').map(({ title }) => title) ?? []}
        only={process !== undefined}
        onChange={change}
        views={<ViewsMenu query={writeFilter(asked, process).toString()} onShow={show} />}
      />
      <StillInInbox text={asked.text.trim()} process={asked.process || undefined} />
      <TaskList
        key={query}
        query={query}
        filter={asked}
        filtered={isFiltered(asked) || (process === undefined && asked.process !== '')}
        only={process !== undefined}
      />
    </Stack>
  )
}
