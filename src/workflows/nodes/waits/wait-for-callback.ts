/**
 * The Waiting for Callback node: parks the task until its callback URL is called, `modifyTask` reaches it, or someone
 * sends the signal `callback` or `modify`.
 *
 * A callback URL brings a signal of the node's own, kept until the task waits there, so a callback that is faster than
 * the task is not lost. Each URL releases its node once: a repeat that comes later must not release the next visit, in
 * whichever run of the task.
 */
import { ApplicationFailure, condition, defineSignal, log } from '@temporalio/workflow'
import {
  CALLBACK_SIGNAL,
  callbackSignalOf,
  MODIFY_SIGNAL,
  readCallback,
} from '../../../process/callback-signal.ts'
import type { KeptSignal } from '../../../process/carried.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { currentPosition, type Position, position } from '../run/position.ts'
import type { CallbackWaiter, SignalAnswer } from '../run/task-run.ts'
import { giveBack, leaveSignals, receiveSignals, untilRunGoesOn } from './kept-signals.ts'
import { markWaiting } from './mark-waiting.ts'
import { type SignalVerdict, UNSEALED } from './wait-for-signal.ts'

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
 * @throws ApplicationFailure (not retried) when another node with this title waits, or one for the signals `callback` or
 * `modify`
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
    for (const { name } of ANY_SIGNALS)
      if (run.awaitedSignals.has(name))
        throw ApplicationFailure.nonRetryable(`Two nodes wait for the signal '${name}'`, 'SignalAwaited')
    const { timeoutMs = DAY_MS, read = (payload: unknown) => ({ accepted: payload as T }) } = wait
    const until = ` until ${new Date(Date.now() + timeoutMs).toISOString()}`
    const waiter = new Waiter(here, read, until)
    const own = [defineSignal(signal)]
    markWaiting(`Waits for a callback${until}`, 'callback')
    run.awaitedSignals.add(signal)
    run.callbackWaiters.push(waiter)
    receiveSignals(run, own, (received) => waiter.offer(received))
    receiveSignals(run, ANY_SIGNALS, (received) => offerAny(run.callbackWaiters, received))
    let passed = false
    try {
      await condition(() => waiter.taken !== null, timeoutMs)
      if (run.ending === 'continued') await untilRunGoesOn(run)
      passed = true
      note(waiter.taken === null ? `No callback${until}${waiter.said}` : `Called back${waiter.said}`)
      return waiter.taken?.value ?? null
    } finally {
      leaveSignals(own)
      run.awaitedSignals.delete(signal)
      run.callbackWaiters.splice(run.callbackWaiters.indexOf(waiter), 1)
      if (run.callbackWaiters.length === 0) leaveSignals(ANY_SIGNALS)
      if (waiter.taken && passed) run.held.delete(waiter.taken.signal)
      else if (waiter.taken) giveBack(run, waiter.taken.signal)
    }
  })
}

const ANY_SIGNALS = [defineSignal(CALLBACK_SIGNAL), defineSignal(MODIFY_SIGNAL)]

/** Signals that name no node go to the node that waits longest and takes them. */
function offerAny(waiters: readonly CallbackWaiter[], signal: KeptSignal): SignalAnswer {
  const answers = new Set<SignalAnswer>()
  for (const waiter of waiters) {
    answers.add(waiter.offer(signal))
    if (answers.has('taken')) return 'taken'
  }
  return answers.has('refused') ? 'refused' : 'left'
}

class Waiter<T> implements CallbackWaiter {
  taken: { readonly value: T; readonly signal: KeptSignal } | null = null
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

  offer(signal: KeptSignal): SignalAnswer {
    if (this.taken !== null) return 'left'
    if (signal.inClear === true) return this.#refuse(UNSEALED)
    const { usedCallbacks } = this.#here.run
    const { urlId, data } = readCallback(signal)
    if (urlId !== null && usedCallbacks.has(urlId)) return this.#refuse('a repeated callback')
    const verdict = this.#judge(data)
    if ('refused' in verdict) return this.#refuse(verdict.refused)
    this.taken = { value: verdict.accepted, signal }
    if (urlId !== null) usedCallbacks.add(urlId)
    return 'taken'
  }

  #refuse(reason: string): 'refused' {
    this.#refusals += 1
    this.said = `; refused ${this.#refusals}, the last because ${reason}`
    log.warn('A callback was refused', { reason })
    // A handler runs outside of the node, so the note needs its position.
    position.run(this.#here, () => note(`Waits for a callback${this.#until}${this.said}`))
    return 'refused'
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
