import { isCancellation, rootCause } from '@temporalio/workflow'
import { currentPosition, position } from './position.ts'
import { showProgress } from './show-progress.ts'
import { enterNode, writeNote } from './task-run.ts'

/**
 * Names a step of a process. While `step` runs, its node stands in the trace and in the current details, and every
 * activity and timer inside carries the title as its summary in the Web UI.
 *
 * Nodes may nest (`Outer / Inner`) and may run in parallel. An error passes through unchanged and marks the node failed.
 *
 * @param title plain words, e.g. 'Check the loan'; the summary is its first 100 characters
 * @returns what `step` gives
 * @throws ApplicationFailure (not retried) outside of a task
 * @example
 * ```ts
 * const { loan } = await node('Check the loan', () => mambu.getLoan(loanId))
 * ```
 */
export async function node<T>(title: string, step: () => T | Promise<T>): Promise<T> {
  const { run, visit: outer } = currentPosition()
  const visit = enterNode(run, outer ? `${outer.node} / ${title}` : title)
  showProgress(run)
  try {
    const result = await position.run({ run, visit }, step)
    visit.state = 'passed'
    return result
  } catch (error) {
    visit.state = 'failed'
    writeNote(visit, isCancellation(error) ? 'Cancelled' : (rootCause(error) ?? String(error)))
    if (typeof error === 'object' && error !== null && !run.failedAt.has(error))
      run.failedAt.set(error, visit.node)
    throw error
  } finally {
    visit.endedAt = new Date().toISOString()
    showProgress(run)
  }
}
