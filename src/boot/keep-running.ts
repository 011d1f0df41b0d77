/** Starts a part of the stack again when it ends by itself, and gives up where it ends at once again and again. */
import { setTimeout as sleep } from 'node:timers/promises'
import { StartnodeError } from '../errors/startnode-error.ts'

/** What runs until it is stopped, or ends by itself. */
export interface Running {
  /** Settles, and never rejects, when it has ended, with how, for a person: `SIGKILL`. */
  readonly ended: Promise<string>
  stop(): Promise<void>
}

/** A part that comes back. */
export interface Kept {
  /** Never resolves; rejects once it is given up, or stopped. */
  readonly failed: Promise<never>
  /** Ends it for good, a start under way too. */
  stop(): Promise<void>
}

/** Waits before each start in a row, ms; after the last one it is given up. */
const WAITS_MS: readonly number[] = [0, 500, 1_000, 2_000, 4_000]
/** What ran this long did not end at once: the waits begin anew, ms. */
const LASTS_MS = 10_000

/**
 * Keeps `first` running.
 *
 * @param options.what its name at the head of a sentence, e.g. `Temporal`
 * @param options.start starts it again; gives up when `signal` is aborted
 * @param options.lastWords what it wrote last, for the error of giving up
 * @param options.waitsMs default 0, 500, 1,000, 2,000 and 4,000 ms: five starts in a row
 * @example const kept = keepRunning({ what: 'Temporal', first: server, start: () => startDevServer(options), onProgress })
 */
export function keepRunning(options: {
  readonly what: string
  readonly first: Running
  start(signal: AbortSignal): Promise<Running>
  readonly onProgress: (text: string) => void
  readonly lastWords?: () => string
  readonly waitsMs?: readonly number[]
}): Kept {
  const { what, first, start, onProgress, lastWords = () => '', waitsMs = WAITS_MS } = options
  const stopping = new AbortController()
  const { signal } = stopping
  let current = first

  async function keep(): Promise<never> {
    let reason = `ended (${await first.ended})`
    for (let starts = 0; ; ) {
      signal.throwIfAborted()
      const waitMs = waitsMs[starts]
      if (waitMs === undefined) {
        throw new StartnodeError(
          'part_failed',
          `${what} was started again ${starts} times in a row and did not last. At last it ${reason}.${lastWords()}`,
        )
      }
      onProgress(
        `${what} ${reason}. It is started again${waitMs > 0 ? ` in ${waitMs / 1_000} s` : ''}; deliveries are accepted meanwhile`,
      )
      await sleep(waitMs, undefined, { signal })
      starts += 1
      try {
        current = await start(signal)
      } catch (error) {
        const [firstLine] = (error as Error).message.split('\n', 1)
        reason = `did not start: ${firstLine?.replace(/\.$/, '')}`
        continue
      }
      // A start that was all but done when the stop came
      if (signal.aborted) await current.stop()
      else onProgress(`${what} is back`)
      const since = Date.now()
      reason = `ended (${await current.ended})`
      if (Date.now() - since >= LASTS_MS) starts = 0
    }
  }

  const failed = keep()
  // Who waits for it hears of it
  failed.catch(() => {})
  return {
    failed,
    async stop() {
      stopping.abort()
      await current.stop()
      await failed.catch(() => {})
    },
  }
}
