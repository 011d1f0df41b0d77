import type { Logger } from 'pino'
import type { CountedUses } from './change.ts'
import { createUseCounts } from './use-counts.ts'

export interface UseReport {
  /** Counts one use in memory. */
  count(pathHash: string): void
  /** Sends what was counted, unless it did so a moment ago; a failure is logged and tried again later. */
  send(now?: 'at once'): Promise<void>
}

/**
 * Reports uses of accepted URLs to the settings, so that one sees there when an old URL can go.
 *
 * @param options.everyMs least time between two reports in ms: each is a signal in the history of the settings
 */
export function createUseReport(options: {
  readonly settings: { countUses(uses: CountedUses): Promise<void> }
  readonly everyMs: number
  readonly log: Pick<Logger, 'warn'>
}): UseReport {
  const { settings, everyMs, log } = options
  const counts = createUseCounts()
  let sentAt = Number.NEGATIVE_INFINITY
  return {
    count: counts.count,
    async send(now) {
      if (now !== 'at once' && performance.now() - sentAt < everyMs) return
      const uses = counts.take()
      if (uses === null) return
      sentAt = performance.now()
      try {
        await settings.countUses(uses)
      } catch (error) {
        counts.putBack(uses)
        log.warn({ reason: (error as Error).message }, 'uses of accepted URLs not reported yet')
      }
    },
  }
}
