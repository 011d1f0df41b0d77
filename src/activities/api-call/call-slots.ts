/**
 * How many calls run at once in this worker: per node and host (`maxThreads`), and per host over all nodes. The others
 * wait in the line of their host, the oldest first, but nobody waits behind a call of a node that is full.
 *
 * A waiting call takes up a place of the worker, so lines are bounded in all, and where they are full the longest of them
 * gives way: a host that answers slowly must not keep calls to others from being looked at.
 */
export interface CallSlots {
  /**
   * Waits for a slot.
   *
   * @param wish.waitMs milliseconds
   * @returns how to give it back; or why there is none: `late` when the time is over, `crowded` when the line gave way
   * @throws the reason of the signal, when it is aborted meanwhile
   */
  take(wish: CallWish): Promise<{ readonly release: () => void } | { readonly refused: 'late' | 'crowded' }>
}

export interface CallWish {
  readonly node: string
  readonly host: string
  /** Calls of this node to this host at once. */
  readonly maxThreads: number
  readonly waitMs: number
  readonly signal: AbortSignal
}

interface Waiter {
  readonly wish: CallWish
  readonly grant: () => void
  readonly giveWay: () => void
}

interface Host {
  running: number
  readonly runningOf: Map<string, number>
  /** The oldest first. */
  readonly line: Waiter[]
}

/** Calls to one host at once, per worker. */
export const CALLS_PER_HOST = 20
/** Of the 100 activities that a worker runs at once (worker.ts). */
const MAX_WAITING = 60

/** @example const taken = await slots.take({ node: 'Ask the bureau', host: 'api.example', maxThreads: 5, waitMs: 30_000, signal }) */
export function createCallSlots({
  perHost = CALLS_PER_HOST,
  maxWaiting = MAX_WAITING,
}: {
  readonly perHost?: number
  readonly maxWaiting?: number
} = {}): CallSlots {
  const hosts = new Map<string, Host>()
  let waiting = 0

  function isFree(host: Host, { node, maxThreads }: CallWish): boolean {
    return host.running < perHost && (host.runningOf.get(node) ?? 0) < maxThreads
  }

  function occupy(host: Host, wish: CallWish): () => void {
    const { node } = wish
    host.running += 1
    host.runningOf.set(node, (host.runningOf.get(node) ?? 0) + 1)
    return () => {
      host.running -= 1
      const left = (host.runningOf.get(node) ?? 1) - 1
      if (left > 0) host.runningOf.set(node, left)
      else host.runningOf.delete(node)
      // One place became free, so one call goes on.
      host.line.find((waiter) => isFree(host, waiter.wish))?.grant()
      if (host.running === 0 && host.line.length === 0) hosts.delete(wish.host)
    }
  }

  function shortenLongestLine(): void {
    let longest: readonly Waiter[] = []
    for (const { line } of hosts.values()) if (line.length > longest.length) longest = line
    longest.at(-1)?.giveWay()
  }

  return {
    async take(wish) {
      const { signal, waitMs } = wish
      signal.throwIfAborted()
      const host: Host = hosts.get(wish.host) ?? { running: 0, runningOf: new Map(), line: [] }
      hosts.set(wish.host, host)
      if (isFree(host, wish)) return { release: occupy(host, wish) }
      return new Promise((resolve, reject) => {
        const leave = () => {
          host.line.splice(host.line.indexOf(waiter), 1)
          waiting -= 1
          clearTimeout(timer)
          signal.removeEventListener('abort', abort)
        }
        const refuse = (refused: 'late' | 'crowded') => {
          leave()
          resolve({ refused })
        }
        const abort = () => {
          leave()
          reject(signal.reason)
        }
        const waiter: Waiter = {
          wish,
          grant() {
            leave()
            resolve({ release: occupy(host, wish) })
          },
          giveWay: () => refuse('crowded'),
        }
        const timer = setTimeout(() => refuse('late'), waitMs)
        signal.addEventListener('abort', abort)
        host.line.push(waiter)
        waiting += 1
        if (waiting > maxWaiting) shortenLongestLine()
      })
    },
  }
}
