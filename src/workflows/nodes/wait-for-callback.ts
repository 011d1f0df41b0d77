/**
 * The Waiting for Callback node: parks the task until its callback URL is called, `modifyTask` reaches it, or someone
 * sends the signal `callback` or `modify`.
 *
 * A callback URL brings a signal of the node's own, kept until the task waits there, so a callback that is faster than
 * the task is not lost. Each URL releases its node once: a repeat that comes later must not release the next visit.
 */
import { ApplicationFailure, condition, defineSignal, log, setHandler } from '@temporalio/workflow'
import {
  CALLBACK_SIGNAL,
  callbackSignalOf,
  MODIFY_SIGNAL,
  type ReceivedCallback,
} from '../../process/callback-signal.ts'
import { markWaiting } from './mark-waiting.ts'
import { node } from './node.ts'
import { note } from './note.ts'
import { currentPosition, type Position, position } from './position.ts'
import type { CallbackWaiter, TaskRun } from './task-run.ts'
import type { SignalVerdict } from './wait-for-signal.ts'

export interface CallbackWait<T> {
  /** Milliseconds; default: one day. */
  readonly timeoutMs?: number
  /** Judges the payload, which came from outside: check it before use. Default: whatever comes is taken. */
  readonly read?: (payload: unknown) => SignalVerdict<T>
}

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * Waits for a callback.
 *
 * @param title also names the node in `callbackUrl(title)`
 * @returns the accepted payload, or null when the time-out passed first
 * @throws ApplicationFailure (not retried) when another node with this title waits
 * @throws CancelledFailure when the task is cancelled meanwhile
 * @example
 * ```ts
 * const answer = await waitForCallback('Wait for the bureau', {
 *   timeoutMs: 3_600_000,
 *   read: (payload) => isAnswer(payload) ? { accepted: payload } : { refused: 'it has no score' },
 * })
 * ```
 */
export function waitForCallback<T = unknown>(title: string, wait: CallbackWait<T> = {}): Promise<T | null> {
  return node(title, async () => {
    const here = currentPosition()
    const { run } = here
    const signal = callbackSignalOf(title)
    if (run.awaitedSignals.has(signal))
      throw ApplicationFailure.nonRetryable(`Two nodes '${title}' wait for a callback`, 'SignalAwaited')
    const { timeoutMs = DAY_MS, read = (payload: unknown) => ({ accepted: payload as T }) } = wait
    const until = ` until ${new Date(Date.now() + timeoutMs).toISOString()}`
    const waiter = new Waiter(here, read, until)
    markWaiting(`Waits for a callback${until}`)
    run.awaitedSignals.add(signal)
    run.callbackWaiters.push(waiter)
    const received = defineSignal<[ReceivedCallback]>(signal)
    setHandler(received, ({ urlId, data }) => {
      if (run.usedCallbacks.has(urlId)) waiter.ignore('a repeated callback')
      else if (waiter.take(data)) run.usedCallbacks.add(urlId)
    })
    handleAnySignals(run)
    try {
      await condition(() => waiter.accepted !== null, timeoutMs)
      note(waiter.accepted === null ? `No callback${until}${waiter.said}` : `Called back${waiter.said}`)
      return waiter.accepted?.value ?? null
    } finally {
      setHandler(received, undefined)
      run.awaitedSignals.delete(signal)
      run.callbackWaiters.splice(run.callbackWaiters.indexOf(waiter), 1)
      if (run.callbackWaiters.length === 0) {
        // Without a handler, later signals are kept for the next node that waits.
        for (const name of ANY_SIGNALS) setHandler(name, undefined)
      }
    }
  })
}

const ANY_SIGNALS = [defineSignal<[unknown]>(CALLBACK_SIGNAL), defineSignal<[unknown]>(MODIFY_SIGNAL)]

/** Signals that name no node go to the node that waits longest and takes them. */
function handleAnySignals(run: TaskRun): void {
  for (const name of ANY_SIGNALS)
    setHandler(name, (payload) => {
      run.callbackWaiters.some((waiter) => waiter.take(payload))
    })
}

class Waiter<T> implements CallbackWaiter {
  accepted: { readonly value: T } | null = null
  /** What was refused so far, for the trace. */
  said = ''
  #refusals = 0
  readonly #here: Position
  readonly #read: (payload: unknown) => SignalVerdict<T>
  readonly #until: string

  constructor(here: Position, read: (payload: unknown) => SignalVerdict<T>, until: string) {
    this.#here = here
    this.#read = read
    this.#until = until
  }

  take(payload: unknown): boolean {
    if (this.accepted !== null) return false
    const verdict = this.#judge(payload)
    if ('accepted' in verdict) {
      this.accepted = { value: verdict.accepted }
      return true
    }
    this.ignore(verdict.refused)
    return false
  }

  ignore(reason: string): void {
    if (this.accepted !== null) return
    this.#refusals += 1
    this.said = `; refused ${this.#refusals}, the last because ${reason}`
    log.warn('A callback was refused', { reason })
    // A handler runs outside of the node, so the note needs its position.
    position.run(this.#here, () => note(`Waits for a callback${this.#until}${this.said}`))
  }

  #judge(payload: unknown): SignalVerdict<T> {
    try {
      return this.#read(payload)
    } catch (error) {
      // A sender must not be able to fail the task with a payload `read` did not think of.
      return { refused: error instanceof Error ? error.message : String(error) }
    }
  }
}
