/** Waits for a person or another system to signal the task. What does not fit is refused and the task waits on. */
import {
  ApplicationFailure,
  condition,
  defineSignal,
  log,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow'
import type { CheckDecision } from '../../../activities/check-decision.ts'
import type { WaitKind } from '../../../process/attributes/task-state.ts'
import type { KeptSignal } from '../../../process/carried.ts'
import { type DecisionClaim, isDecision } from '../../../process/decision.ts'
import { DELIVERY_SIGNAL } from '../../../process/delivery-signal.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { currentPosition, position } from '../run/position.ts'
import type { SignalAnswer } from '../run/task-run.ts'
import { giveBack, isAwaited, leaveSignals, receiveSignals, untilRunGoesOn } from './kept-signals.ts'
import { markWaiting } from './mark-waiting.ts'
import { isProofUsed, useProof } from './use-proof.ts'

/** What a process makes of a signal: a value to go on with, or why it is refused. */
export type SignalVerdict<T> = { readonly accepted: T } | { readonly refused: string }

export interface SignalWait<T> {
  /** Name of the signal, as in `temporal workflow signal --name`; or several: whichever comes first counts. */
  readonly signal: string | readonly string[]
  /**
   * Name of the signal that is a decision of a person: its payload says `by` and `decision`, and its proof is checked, so
   * that nobody decides under two names. Default: none, anybody's signal counts.
   */
  readonly decision?: string
  /**
   * Judges the first argument of the signal (and its name), which anybody may have sent: check it before use. A decision
   * is judged once more when its proof was checked; `proved` is true then if it has one.
   */
  readonly read: (payload: unknown, signal: string, proved: boolean) => SignalVerdict<T>
  /** Milliseconds; default: no end. */
  readonly timeoutMs?: number
  /**
   * True: what the bare `temporal` command sends counts too where payloads are sealed with `ENCRYPTION_KEYS`, so anybody with
   * access to the namespace may send it. Default: only what comes by Startnode, and decisions, which have a proof.
   */
  readonly open?: boolean
}

/** Said of a signal that came from outside of Startnode where payloads are sealed. */
export const UNSEALED = 'it was not sealed: send it by `startnode task --signal` or the console'

interface Taken<T> {
  readonly value: T
  readonly signal: KeptSignal
}

/** Again until it is known: a decision must not be lost to a worker that is away. */
const { checkDecision } = proxyActivities<{ checkDecision: CheckDecision }>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '10 seconds' },
})

function kindOf(decision: string | undefined, names: readonly string[]): WaitKind {
  if (decision !== undefined) return 'decision'
  return names.every((name) => name === DELIVERY_SIGNAL) ? 'webhook' : 'signal'
}

function judge<T>(
  { read, decision }: SignalWait<T>,
  { name, args }: KeptSignal,
  proved: boolean,
): SignalVerdict<T> {
  try {
    const verdict = read(args[0], name, proved)
    if ('refused' in verdict || name !== decision || isDecision(args[0])) return verdict
    return { refused: "it says no 'decision'" }
  } catch (error) {
    // A sender must not be able to fail the task with a payload `read` did not think of.
    return { refused: error instanceof Error ? error.message : String(error) }
  }
}

/** Judges a decision again, with what became of its proof. */
async function prove<T>(wait: SignalWait<T>, signal: KeptSignal): Promise<SignalVerdict<T>> {
  const { workflowId, firstExecutionRunId: firstRunId } = workflowInfo()
  const payload = signal.args[0] as DecisionClaim['payload']
  const checked = await checkDecision({ workflowId, firstRunId, signal: signal.name, payload })
  return checked.refused === null ? judge(wait, signal, checked.proved) : { refused: checked.refused }
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
    const { timeoutMs } = wait
    const end = timeoutMs === undefined ? null : Date.now() + timeoutMs
    const until = end === null ? '' : ` until ${new Date(end).toISOString()}`
    let taken: Taken<T> | null = null
    let passed = false
    let refusals = 0
    let said = ''
    function refuse(signal: KeptSignal, reason: string): void {
      refusals += 1
      said = `; refused ${refusals}, the last because ${reason}`
      log.warn('A signal was refused', { signal: signal.name, reason })
      note(`Waits for ${name}${until}${said}`)
    }
    function offer(signal: KeptSignal): SignalAnswer {
      if (taken) return 'left'
      const decides = signal.name === wait.decision
      const isOpen = signal.inClear !== true || decides || wait.open === true
      const verdict = isOpen ? judge(wait, signal, false) : { refused: UNSEALED }
      const isCopy = decides && isProofUsed(run, signal)
      if ('accepted' in verdict && !isCopy) {
        taken = { value: verdict.accepted, signal }
        return 'taken'
      }
      if (decides) useProof(run, signal)
      refuse(signal, 'refused' in verdict ? verdict.refused : 'its proof was used before')
      return 'refused'
    }
    // Set by the handler, which the compiler does not see.
    const takenNow = () => taken as Taken<T> | null
    markWaiting(`Waits for ${name}${until}`, kindOf(wait.decision, names))
    try {
      for (let waitMs = timeoutMs; ; waitMs = end === null ? undefined : Math.max(0, end - Date.now())) {
        // A handler runs outside of this node, so its notes need the position given.
        receiveSignals(run, own, (signal) => position.run(here, () => offer(signal)))
        const isTaken = () => taken !== null
        if (waitMs === undefined) await condition(isTaken)
        else await condition(isTaken, waitMs)
        if (run.ending === 'continued') await untilRunGoesOn(run)
        const got = takenNow()
        if (got === null || got.signal.name !== wait.decision) break
        const verdict = await prove(wait, got.signal)
        if (run.ending === 'continued') await untilRunGoesOn(run)
        useProof(run, got.signal)
        if ('accepted' in verdict) {
          taken = { value: verdict.accepted, signal: got.signal }
          break
        }
        taken = null
        run.held.delete(got.signal)
        refuse(got.signal, verdict.refused)
      }
      passed = true
      const got = takenNow()
      note(got ? `Got ${name}${said}` : `Did not get ${name}${until}${said}`)
      return got?.value ?? null
    } finally {
      leaveSignals(own)
      for (const name of names) run.awaitedSignals.delete(name)
      const got = takenNow()
      if (got && passed) run.held.delete(got.signal)
      else if (got) giveBack(run, got.signal)
    }
  })
}
