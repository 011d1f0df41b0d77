/**
 * One stream of news for the whole console. While there is none, what is looked at is asked for every few seconds. A page
 * that nobody sees holds no stream: a browser opens six connections to a receiver, and the seventh tab would get none.
 */
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { LiveContext } from '../api/live-context.ts'
import { NowContext, type NowNews, readNow } from './trouble.ts'

/** What is out of date after news of a kind, as the first part of a path of the API. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  now: ['now'],
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
  const [now, setNow] = useState<NowNews | null>(null)

  useEffect(() => {
    const seen = new Map<string, string>()
    const stale = new Set<string>()
    let stream: EventSource | null = null
    let again: ReturnType<typeof setTimeout> | undefined
    let refresh: ReturnType<typeof setTimeout> | undefined

    function note(kind: string, data: string): void {
      const before = seen.get(kind)
      seen.set(kind, data)
      if (kind === 'now') setNow(readNow(data))
      // The first of a kind is what the pages have just been given
      if (before === undefined || before === data) return
      for (const part of STALE[kind] ?? []) stale.add(part)
      refresh ??= setTimeout(() => {
        refresh = undefined
        for (const part of stale) void queries.invalidateQueries({ queryKey: [part] })
        stale.clear()
      }, GATHER_MS)
    }

    function close(): void {
      stream?.close()
      stream = null
      clearTimeout(again)
      setLive(false)
    }

    function open(): void {
      close()
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

    const follow = () => (document.hidden ? close() : open())
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      close()
      clearTimeout(refresh)
    }
  }, [queries])

  return (
    <LiveContext value={live}>
      <NowContext value={now}>{children}</NowContext>
    </LiveContext>
  )
}
