/** Asks `work`, or hears with others what it gives. */
export type SharedAsks = <Answer>(key: string, work: () => Promise<Answer>) => Promise<Answer>

/**
 * Makes what lets many ask for the same at once: one asks, and whoever comes meanwhile waits for the next ask, all of them for one. It
 * begins after each of them came, so nobody hears what was true before.
 *
 * @example
 * ```ts
 * const ask = createSharedAsks()
 * const data = await ask(workflowId, () => queryData(workflowId))
 * ```
 */
export function createSharedAsks(): SharedAsks {
  const underWay = new Map<string, Promise<unknown>>()
  const next = new Map<string, Promise<unknown>>()

  function begin<Answer>(key: string, work: () => Promise<Answer>): Promise<Answer> {
    const asked = work().finally(() => {
      if (underWay.get(key) === asked) underWay.delete(key)
    })
    underWay.set(key, asked)
    return asked
  }

  return <Answer>(key: string, work: () => Promise<Answer>) => {
    const waiting = next.get(key)
    if (waiting !== undefined) return waiting as Promise<Answer>
    const before = underWay.get(key)
    if (before === undefined) return begin(key, work)
    const beginNext = () => {
      next.delete(key)
      return begin(key, work)
    }
    // Who asked before hears of its failure
    const later = before.then(beginNext, beginNext)
    next.set(key, later)
    return later
  }
}
