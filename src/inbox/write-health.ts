import { setTimeout as sleep } from 'node:timers/promises'
import type { InboxLog } from './inbox-log.ts'

const PROBE_EVERY_MS = 1_000
/** The cause of a failed commit comes right behind it; an answer must not wait for ever should it not. */
const CAUSE_WITHIN_MS = 200

/**
 * Knows whether writing works. After a failure it tries by itself once a second: a receiver that is not ready gets
 * no delivery that could show it has recovered.
 */
export class WriteHealth {
  readonly #probe: () => Promise<void>
  readonly #log: InboxLog | undefined
  #timer: NodeJS.Timeout | null = null

  constructor(probe: () => Promise<void>, log?: InboxLog) {
    this.#probe = probe
    this.#log = log
  }

  get ok(): boolean {
    return this.#timer === null
  }

  /** Awaits a write. @throws its error, or when the store did not do it */
  async watch(write: Promise<boolean>): Promise<void> {
    try {
      if (!(await write)) throw new Error('The store did not take the write')
    } catch (error) {
      const reason = await causeOf(error)
      this.#fail(reason)
      throw reason
    }
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
  }

  #fail(error: Error): void {
    if (this.#timer !== null) return
    this.#log?.error({ err: error }, 'the inbox can not be written')
    this.#timer = setInterval(() => {
      this.#probe().then(
        () => this.#recover(),
        () => {},
      )
    }, PROBE_EVERY_MS)
    this.#timer.unref()
  }

  #recover(): void {
    if (this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
    this.#log?.info({}, 'the inbox can be written again')
  }
}

/** lmdb rejects with a general error; the cause comes as a promise that rejects, which somebody must look at. */
export async function causeOf(error: unknown): Promise<Error> {
  const { commitError } = error as { commitError?: Promise<never> }
  try {
    await Promise.race([commitError, sleep(CAUSE_WITHIN_MS)])
  } catch (cause) {
    return cause as Error
  }
  return error as Error
}
