/** Uses of accepted URLs, counted in memory: a webhook must not wait for a count to be written. */
import type { CountedUses, UrlUse } from './change.ts'

export interface UseCounts {
  /** Counts one use, now, of the accepted URL with this path hash. */
  count(pathHash: string): void
  /** What was counted since the last time, and forgets it; null: nothing. */
  take(): CountedUses | null
  /** Gives back what could not be sent. */
  putBack(uses: CountedUses): void
}

/** @example if (accepted !== null) useCounts.count(accepted.pathHash) */
export function createUseCounts(): UseCounts {
  let uses = new Map<string, UrlUse>()
  const add = (pathHash: string, { count, lastAt }: UrlUse) => {
    const before = uses.get(pathHash)
    uses.set(pathHash, {
      count: (before?.count ?? 0) + count,
      lastAt: before !== undefined && before.lastAt > lastAt ? before.lastAt : lastAt,
    })
  }
  return {
    count: (pathHash) => add(pathHash, { count: 1, lastAt: new Date().toISOString() }),
    take() {
      if (uses.size === 0) return null
      const taken = Object.fromEntries(uses)
      uses = new Map()
      return taken
    },
    putBack(taken) {
      for (const [pathHash, use] of Object.entries(taken)) add(pathHash, use)
    },
  }
}
