/** Waits for a person or another system to signal the task. What does not fit is refused and the task waits on. */
import { ApplicationFailure, condition, defineSignal, log } from '@temporalio/workflow'
import type { KeptSignal } from '../../process/carried.ts'
import {
  giveBack,
  isAwaited,
  leaveSignals,
  receiveSignals,
  type SignalAnswer,
  untilRunGoesOn,
} from './kept-signals.ts'
import { markWaiting } from './mark-waiting.ts'
import { node } from './node.ts'
import { note } from './note.ts'
import { currentPosition, position } from './position.ts'

/** What a process makes of a signal: a value to go on with, or why it is refused. */
export type SignalVerdict<T> = { readonly accepted: T } | { readonly refused: string }

export interface SignalWait<T> {
  /** Name of the signal, as in `temporal workflow signal --name`; or several: whichever comes first counts. */
  readonly signal: string | readonly string[]
  /** Judges the first argument of the signal (and its name), which anybody may have sent: check it before use. */
  readonly read: (payload: unknown, signal: string) => SignalVerdict<T>
  /** Milliseconds; default: no end. */
  readonly timeoutMs?: number
}

function judge<T>(read: SignalWait<T>['read'], { name, args }: KeptSignal): SignalVerdict<T> {
  try {
    return read(args[0], name)
  } catch (error) {
    // A sender must not be able to fail the task with a payload `read` did not think of.
    return { refused: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * A node that waits for a signal. A signal sent before the task came here counts too.
 *
 * @returns the accepted value, or null when the time-out passed first
 * @throws ApplicationFailure (not retried) when another node of the task waits for the same signal
 * @throws CancelledFailure when the task is cancelled meanwhile
 * @example
 * ```ts
 * const answer = await waitForSignal('Wait for the courier', {
 *   signal: 'delivered',
 *   timeoutMs: 3_600_000,
 *   read: (payload) => typeof payload === 'string' ? { accepted: payload } : { refused: 'not a string' },
 * })
 * ```
 */
export function waitForSignal<T>(title: string, wait: SignalWait<T>): Promise<T | null> {
  return node(title, async () => {
    const here = currentPosition()
    const { run } = here
    const names = typeof wait.signal === 'string' ? [wait.signal] : wait.signal
    for (const name of names)
      if (isAwaited(run, name))
        throw ApplicationFailure.nonRetryable(`Two nodes wait for the signal '${name}'`, 'SignalAwaited')
    for (const name of names) run.awaitedSignals.add(name)

    const own = names.map((name) => defineSignal(name))
    const name = `the signal ${names.map((name) => `'${name}'`).join(' or ')}`
    const until = wait.timeoutMs === undefined ? '' : ` until ${isoIn(wait.timeoutMs)}`
    let taken: { readonly value: T; readonly signal: KeptSignal } | null = null
    let passed = false
    let refusals = 0
    let said = ''
    function offer(signal: KeptSignal): SignalAnswer {
      if (taken) return 'left'
      const verdict = judge(wait.read, signal)
      if ('accepted' in verdict) {
        taken = { value: verdict.accepted, signal }
        return 'taken'
      }
      refusals += 1
      said = `; refused ${refusals}, the last because ${verdict.refused}`
      log.warn('A signal was refused', { signal: signal.name, reason: verdict.refused })
      note(`Waits for ${name}${until}${said}`)
      return 'refused'
    }
    markWaiting(`Waits for ${name}${until}`)
    // A handler runs outside of this node, so its notes need the position given.
    receiveSignals(run, own, (signal) => position.run(here, () => offer(signal)))
    try {
      const isTaken = () => taken !== null
      if (wait.timeoutMs === undefined) await condition(isTaken)
      else await condition(isTaken, wait.timeoutMs)
      if (run.ending === 'continued') await untilRunGoesOn(run)
      passed = true
      // Set by the handler, which the compiler does not see.
      const got = taken as { readonly value: T } | null
      note(got ? `Got ${name}${said}` : `Did not get ${name}${until}${said}`)
      return got?.value ?? null
    } finally {
      leaveSignals(own)
      for (const name of names) run.awaitedSignals.delete(name)
      const got = taken as { readonly signal: KeptSignal } | null
      if (got && passed) run.held.delete(got.signal)
      else if (got) giveBack(run, got.signal)
    }
  })
}

function isoIn(ms: number): string {
  return new Date(Date.now() + ms).toISOString()
}
