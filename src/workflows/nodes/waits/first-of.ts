/** Several waits at once: a person, a callback or a new event may release the task, whichever comes first. */
import { CancellationScope, isCancellation } from '@temporalio/workflow'
import { node } from '../run/node.ts'
import { currentPosition, type Position } from '../run/position.ts'
import { writeNote } from '../run/task-run.ts'

type Waits = Readonly<Record<string, () => Promise<unknown>>>

/** What each wait gave; null for one that had nothing yet. */
export type FirstOf<W extends Waits> = { readonly [Name in keyof W]: Awaited<ReturnType<W[Name]>> | null }

/**
 * Waits at several nodes at once and goes on as soon as one of them ends, with a value or after its time-out. The others
 * are given up; a signal or callback that comes for them later is kept for the next node that waits for it.
 *
 * @param waits by a name of your own; each is a node such as `waitForSignal`
 * @returns what each gave: more than one where they came at the same moment, all null after a time-out
 * @throws what the first of them throws
 * @throws CancelledFailure when the task is cancelled meanwhile
 * @example
 * ```ts
 * const { person, bank } = await firstOf('Wait for a decision', {
 *   person: () => waitForSignal('Decision of a person', { signal: 'decide', read: readDecision }),
 *   bank: () => waitForCallback('Call of the bank', { timeoutMs: 86_400_000, read: readCall }),
 * })
 * ```
 */
export function firstOf<W extends Waits>(title: string, waits: W): Promise<FirstOf<W>> {
  return node(title, async () => {
    const here = currentPosition()
    const came: Record<string, unknown> = {}
    const scope = new CancellationScope()
    await scope.run(async () => {
      const started = Object.entries(waits).map(async ([name, wait]) => {
        came[name] = null
        came[name] = await wait()
      })
      const failure = await Promise.race(started).then(
        () => null,
        (error: unknown) => ({ error }),
      )
      scope.cancel()
      const ends = await Promise.allSettled(started)
      if (failure !== null) throw failure.error
      for (const end of ends) if (end.status === 'rejected' && !isCancellation(end.reason)) throw end.reason
    })
    markGivenUp(here)
    return came as FirstOf<W>
  })
}

/** A wait that was given up has not failed. */
function markGivenUp({ run, visit }: Position): void {
  for (const inner of run.visits) {
    const isInside = visit !== null && inner.node.startsWith(`${visit.node} / `)
    if (!isInside || inner.startedAt < visit.startedAt || inner.note !== 'Cancelled') continue
    inner.state = 'passed'
    writeNote(inner, 'Given up: another came first')
  }
}
