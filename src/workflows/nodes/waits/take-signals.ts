/**
 * Signals that have come already. A task that ends drops those that no node has taken, and nobody else hears of them; so
 * a process whose next event comes as a signal (`refInUse: 'signal'`) looks once more before it ends.
 */
import { ApplicationFailure, defineSignal, log } from '@temporalio/workflow'
import { currentPosition } from '../run/position.ts'
import { isAwaited, leaveSignals, receiveSignals } from './kept-signals.ts'
import { useProof } from './use-proof.ts'
import { type SignalVerdict, UNSEALED } from './wait-for-signal.ts'

/**
 * Takes the signals of a name that have come and that no node has taken. It does not wait and leaves nothing in the
 * history. What comes between this and the end of the task is not lost either: Temporal has the task look again.
 *
 * @param read judges each, as in `waitForSignal`; what it refuses is dropped. It takes no decisions: nothing is proved here
 * @returns what was accepted, oldest first
 * @throws ApplicationFailure (not retried) while a node waits for the same signal
 * @example
 * ```ts
 * for (let late = takeSignals('delivery', readEvent); late.length > 0; late = takeSignals('delivery', readEvent))
 *   for (const event of late) await book(event)
 * ```
 */
export function takeSignals<T>(signal: string, read: (payload: unknown) => SignalVerdict<T>): readonly T[] {
  const { run } = currentPosition()
  if (isAwaited(run, signal))
    throw ApplicationFailure.nonRetryable(`A node waits for the signal '${signal}'`, 'SignalAwaited')
  const own = [defineSignal(signal)]
  const accepted: T[] = []
  receiveSignals(run, own, (taken) => {
    const verdict = taken.inClear === true ? { refused: UNSEALED } : judge(read, taken.args[0])
    // A decision that is dropped must not come back when another thing is asked.
    useProof(run, taken)
    if ('accepted' in verdict) accepted.push(verdict.accepted)
    else log.warn('A signal was refused', { signal, reason: verdict.refused })
    // It is done with either way: neither kept for a later node nor carried to another run.
    return 'refused'
  })
  leaveSignals(own)
  return accepted
}

function judge<T>(read: (payload: unknown) => SignalVerdict<T>, payload: unknown): SignalVerdict<T> {
  try {
    return read(payload)
  } catch (error) {
    // A sender must not be able to fail the task with a payload `read` did not think of.
    return { refused: error instanceof Error ? error.message : String(error) }
  }
}
