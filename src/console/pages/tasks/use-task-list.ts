/** A list of tasks of any length: its beginning is live, its end is read page by page as far as one looks. */

import type { UseQueryResult } from '@tanstack/react-query'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import { useIsLive } from '../../api/live-context.ts'
import type { TaskListPage, TaskRow } from '../../api/views.ts'
import { appendPage, mergeHead } from './merge-rows.ts'

export interface TaskList {
  /** The beginning, for its states of loading and failing. */
  readonly head: UseQueryResult<TaskListPage, Error>
  readonly rows: readonly TaskRow[]
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  /** Why the last page did not come. */
  readonly failure: Error | null
  /** More came at the beginning than one page holds: it does not meet the rest any more. */
  readonly isTorn: boolean
  loadMore(): void
  /** Begins anew. */
  reload(): void
}

interface Tail {
  readonly rows: readonly TaskRow[]
  readonly cursor: string | null
  readonly isTorn: boolean
}

const HEAD = 100
const PAGE = 200
const POLL_MS = 5_000
/** News tells that tasks came and ended, not that one went on to another node. */
const POLL_LIVE_MS = 10_000

/** @param query of `/tasks`, without limit and cursor; another one needs another component (`key`) */
export function useTaskList(query: string, paused: boolean): TaskList {
  const isLive = useIsLive()
  const [tail, setTail] = useState<Tail | null>(null)
  const [more, setMore] = useState<'idle' | 'loading' | Error>('idle')
  const pathOf = (limit: number, cursor: string | null) => {
    const params = new URLSearchParams(query)
    params.set('limit', String(limit))
    if (cursor !== null) params.set('cursor', cursor)
    return `/tasks?${params}`
  }
  const head = useQuery<TaskListPage, Error>({
    queryKey: ['tasks', query],
    queryFn: () => callApi<TaskListPage>('GET', pathOf(HEAD, null)),
    // News does not ask for what is disabled; what was read stays
    enabled: (asked) => !paused || asked.state.data === undefined,
    refetchInterval: isLive ? POLL_LIVE_MS : POLL_MS,
  })
  const { data } = head

  useEffect(() => {
    if (data === undefined) return
    setTail((known) => {
      if (known === null) return null
      const rows = mergeHead(known.rows, data.tasks)
      return rows === null ? { ...known, isTorn: true } : { ...known, rows }
    })
  }, [data])

  const cursor = tail === null ? (data?.cursor ?? null) : tail.cursor

  async function loadMore() {
    if (cursor === null || more === 'loading') return
    setMore('loading')
    try {
      const page = await callApi<TaskListPage>('GET', pathOf(PAGE, cursor))
      setTail((known) => ({
        rows: appendPage(known?.rows ?? data?.tasks ?? [], page.tasks),
        cursor: page.cursor,
        isTorn: known?.isTorn ?? false,
      }))
      setMore('idle')
    } catch (error) {
      setMore(error instanceof Error ? error : new Error(String(error)))
    }
  }

  return {
    head,
    rows: tail?.rows ?? data?.tasks ?? [],
    hasMore: cursor !== null,
    isLoadingMore: more === 'loading',
    failure: more instanceof Error ? more : null,
    isTorn: tail?.isTorn ?? false,
    loadMore: () => void loadMore(),
    reload() {
      setTail(null)
      setMore('idle')
      void head.refetch()
    },
  }
}
