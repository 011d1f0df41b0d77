/** One change of many over the admin API, from its preview to its report. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { callApi, pathOf } from '../api/call-api.ts'
import type { BulkView } from '../api/views.ts'

/** How far it is stands in the page; the work itself is done by the receiver. */
const LOOK_MS = 500

export interface BulkControl {
  /** Null: none was prepared. */
  readonly bulk: BulkView | null
  /** Why the receiver would not. */
  readonly error: Error | null
  readonly isAsking: boolean
  /** Freezes what it is about. @returns null when the receiver would not */
  prepare(body: unknown): Promise<BulkView | null>
  start(id?: string): Promise<void>
  stop(): Promise<void>
  clear(): void
}

export function useBulk(): BulkControl {
  const queries = useQueryClient()
  const [bulk, setBulk] = useState<BulkView | null>(null)
  const [error, setError] = useState<Error | null>(null)
  const [isAsking, setAsking] = useState(false)
  const id = bulk?.id ?? null
  const isUnderWay = bulk !== null && bulk.state !== 'prepared' && !bulk.isOver

  async function ask(path: string, body?: unknown): Promise<BulkView | null> {
    setAsking(true)
    setError(null)
    try {
      const view = await callApi<BulkView>('POST', path, body)
      setBulk(view)
      return view
    } catch (failure) {
      setError(failure as Error)
      return null
    } finally {
      setAsking(false)
    }
  }

  useEffect(() => {
    if (!isUnderWay || id === null) return
    let isLeft = false
    const timer = setInterval(async () => {
      try {
        const view = await callApi<BulkView>('GET', pathOf('bulks', id))
        if (isLeft) return
        setBulk(view)
        setError(null)
        if (view.isOver) await queries.invalidateQueries()
      } catch (failure) {
        if (!isLeft) setError(failure as Error)
      }
    }, LOOK_MS)
    return () => {
      isLeft = true
      clearInterval(timer)
    }
  }, [isUnderWay, id, queries])

  return {
    bulk,
    error,
    isAsking,
    prepare: (body) => ask('/bulks', body),
    async start(prepared = id ?? undefined) {
      if (prepared !== undefined) await ask(`${pathOf('bulks', prepared)}/start`)
    },
    async stop() {
      if (id !== null) await ask(`${pathOf('bulks', id)}/stop`)
    },
    clear() {
      setBulk(null)
      setError(null)
    },
  }
}
