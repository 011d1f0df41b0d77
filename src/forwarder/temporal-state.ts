/**
 * Whether Temporal takes deliveries at all. While it does not, one delivery at a time goes out as a probe, so that a
 * dead Temporal is not hammered and one that is back is found soon.
 */

import type { InboxLog } from '../inbox/inbox-log.ts'
import { backoffMs } from './backoff.ts'
import type { Failure } from './classify-failure.ts'

/** `unreachable` ends by itself; `blocked` needs someone (namespace, permission). */
export type ForwarderState = 'forwarding' | 'unreachable' | 'blocked'

const PROBE_MS = 100
/** A Temporal that is back is found within 2 s. */
const MAX_UNREACHABLE_MS = 1_000
const MAX_BLOCKED_MS = 30_000

export class TemporalState {
  readonly #log: InboxLog | undefined
  readonly #onProbe: () => void
  #state: ForwarderState = 'forwarding'
  #reason: string | null = null
  #failures = 0
  #timer: NodeJS.Timeout | null = null

  constructor(onProbe: () => void, log?: InboxLog) {
    this.#onProbe = onProbe
    this.#log = log
  }

  get state(): ForwarderState {
    return this.#state
  }

  /** What Temporal said; null while it takes deliveries. */
  get reason(): string | null {
    return this.#reason
  }

  /** How many may be under way, of `limit`. */
  allow(limit: number): number {
    if (this.#state === 'forwarding') return limit
    return this.#timer === null ? 1 : 0
  }

  works(): void {
    if (this.#state === 'forwarding') return
    this.#log?.info({ was: this.#state, reason: this.#reason }, 'Temporal takes deliveries again')
    this.stop()
    this.#state = 'forwarding'
    this.#reason = null
    this.#failures = 0
  }

  fails(state: 'unreachable' | 'blocked', { reason }: Failure): void {
    // Those that were under way together fail together: one failure, not thirty.
    if (this.#timer !== null && this.#state === state) return
    if (this.#state !== state) {
      const text = 'Temporal does not take deliveries: they stay in the inbox'
      if (state === 'blocked') this.#log?.error({ reason }, `${text} until this is put right`)
      else this.#log?.warn({ reason }, text)
      this.#failures = 0
    }
    this.stop()
    this.#state = state
    this.#reason = reason
    this.#failures += 1
    const max = state === 'blocked' ? MAX_BLOCKED_MS : MAX_UNREACHABLE_MS
    this.#timer = setTimeout(
      () => {
        this.#timer = null
        this.#onProbe()
      },
      backoffMs(this.#failures, PROBE_MS, max),
    )
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }
}
