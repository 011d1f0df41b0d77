/** One stream of news for the whole console. While there is none, what is looked at is asked for every few seconds. */
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { LiveContext } from '../api/live-context.ts'

/** What is out of date after news of a kind, as the first part of a path of the API. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  settings: ['processes', 'aliases', 'variables', 'audit'],
  requests: ['processes', 'requests'],
  inbox: ['inbox'],
  tasks: ['tasks', 'processes'],
  quarantine: ['quarantine', 'processes'],
}
/** News may come every second; nobody reads faster than this. */
const GATHER_MS = 2_000
const TRY_AGAIN_MS = 15_000

export function Live({ children }: { children: ReactNode }) {
  const queries = useQueryClient()
  const [live, setLive] = useState(false)

  useEffect(() => {
    const seen = new Map<string, string>()
    const stale = new Set<string>()
    let stream: EventSource | null = null
    let again: ReturnType<typeof setTimeout> | undefined
    let refresh: ReturnType<typeof setTimeout> | undefined

    function note(kind: string, data: string): void {
      const before = seen.get(kind)
      seen.set(kind, data)
      // The first of a kind is what the pages have just been given
      if (before === undefined || before === data) return
      for (const part of STALE[kind] ?? []) stale.add(part)
      refresh ??= setTimeout(() => {
        refresh = undefined
        for (const part of stale) void queries.invalidateQueries({ queryKey: [part] })
        stale.clear()
      }, GATHER_MS)
    }

    function open(): void {
      stream = new EventSource('/admin/v1/events')
      stream.onopen = () => setLive(true)
      for (const kind of Object.keys(STALE)) {
        stream.addEventListener(kind, (event: MessageEvent<string>) => note(kind, event.data))
      }
      stream.onerror = () => {
        setLive(false)
        // A browser tries again by itself, but not after an answer that says no: the session may have ended
        if (stream?.readyState === EventSource.CLOSED) again = setTimeout(open, TRY_AGAIN_MS)
      }
    }

    open()
    return () => {
      stream?.close()
      clearTimeout(again)
      clearTimeout(refresh)
    }
  }, [queries])

  return <LiveContext value={live}>{children}</LiveContext>
}
