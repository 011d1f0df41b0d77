import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { callApi } from '../../api/call-api.ts'
import type { BulkResult } from '../../api/views.ts'

/** Entries of one call: few, so that the bar moves. */
const PER_CALL = 8

export type Outcome = BulkResult['results'][number]

export interface Bulk {
  readonly action: 'resubmit' | 'discard'
  readonly total: number
  /** Of those that are done, well or not. */
  readonly outcomes: readonly Outcome[]
  /** Why it stopped before the end; null: it did not. */
  readonly stopped: Error | null
  readonly isRunning: boolean
}

/** Many entries, a few at a time; what can't be done keeps none of the others from it. */
export function useBulk(): {
  readonly bulk: Bulk | null
  run(action: Bulk['action'], ids: readonly string[], reason?: string): Promise<readonly Outcome[]>
  clear(): void
} {
  const queries = useQueryClient()
  const [bulk, setBulk] = useState<Bulk | null>(null)
  return {
    bulk,
    clear: () => setBulk(null),
    async run(action, ids, reason) {
      const outcomes: Outcome[] = []
      const tell = (rest: Pick<Bulk, 'stopped' | 'isRunning'>) =>
        setBulk({ action, total: ids.length, outcomes: [...outcomes], ...rest })
      tell({ stopped: null, isRunning: true })
      let stopped: Error | null = null
      try {
        for (let at = 0; at < ids.length; at += PER_CALL) {
          const body = { ids: ids.slice(at, at + PER_CALL), ...(reason === undefined ? {} : { reason }) }
          const { results } = await callApi<BulkResult>('POST', `/quarantine/${action}`, body)
          outcomes.push(...results)
          tell({ stopped: null, isRunning: true })
        }
      } catch (error) {
        stopped = error as Error
      }
      tell({ stopped, isRunning: false })
      await queries.invalidateQueries()
      return outcomes
    },
  }
}
