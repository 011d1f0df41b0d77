/**
 * Signals that come while no node takes them: kept for the next node that waits for them, in this run or a later one.
 * Temporal keeps those whose name has no handler, but hands over all of them as soon as one waits.
 */
import { condition, type SignalDefinition, setHandler } from '@temporalio/workflow'
import { readCallback, releasesAny } from '../../../process/callback-signal.ts'
import type { KeptSignal } from '../../../process/carried.ts'
import { inClear } from '../../letters/in-clear.ts'
import type { SignalAnswer, TaskRun } from '../run/task-run.ts'

/** True while a node waits for signals of this name; whoever took its handler would leave it waiting in vain. */
export function isAwaited({ awaitedSignals, callbackWaiters }: TaskRun, name: string): boolean {
  return awaitedSignals.has(name) || (callbackWaiters.length > 0 && releasesAny(name))
}

/** Offers what comes by these names from now on, and first what was kept, oldest first. */
export function receiveSignals(
  run: TaskRun,
  names: readonly SignalDefinition[],
  offer: (signal: KeptSignal) => SignalAnswer,
): void {
  /** True: it need not be kept. */
  function pass(signal: KeptSignal): boolean {
    // What the run takes while it ends would be lost with it.
    const answer = run.ending === null ? offer(signal) : 'left'
    if (answer === 'taken') run.held.add(signal)
    return answer !== 'left'
  }
  run.kept = run.kept.filter((signal) => !names.some(({ name }) => name === signal.name) || !pass(signal))
  for (const definition of names) {
    inClear.judged.add(definition.name)
    setHandler(definition, (...args: unknown[]) => {
      const { name } = definition
      const signal: KeptSignal = inClear.arrives ? { name, args, inClear: true } : { name, args }
      if (!pass(signal)) run.kept.push(signal)
    })
  }
}

/** Without a handler, later signals are kept by Temporal, for the next node that waits. */
export function leaveSignals(names: readonly SignalDefinition[]): void {
  for (const definition of names) {
    setHandler(definition, undefined)
    inClear.judged.delete(definition.name)
  }
}

/** Holds a node up that has what it waited for while its run ends: nobody would read what it gives. */
export function untilRunGoesOn(run: TaskRun): Promise<void> {
  return condition(() => run.ending === null)
}

/** Puts back what a node has taken but can't go on with: the next one that waits for it gets it first. */
export function giveBack(run: TaskRun, signal: KeptSignal): void {
  run.held.delete(signal)
  run.usedCallbacks.delete(readCallback(signal).urlId ?? '')
  run.kept.unshift(signal)
}
