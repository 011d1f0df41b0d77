import { ContinueAsNew, createEventGroup, isCancellation, rootCause } from '@temporalio/workflow'
import { cutSummary } from './cut-summary.ts'
import { currentPosition, position } from './position.ts'
import { showProgress } from './show-progress.ts'
import { endHold } from './show-state.ts'
import { enterNode, leaveVisit, writeNote } from './task-run.ts'

/**
 * Names a step of a process. While `step` runs, its node stands in the trace and in the current details, every
 * activity and timer inside carries the title as its summary in the Web UI, and everything inside is in the event group
 * of the node (and of those around it).
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
    // The same label is the same group, at every visit; it is cut as summaries are, since Temporal refuses longer ones
    const group = createEventGroup(cutSummary(visit.node))
    // Handed through as it is: one more promise between could change the order of what parallel nodes do
    const result = await group.withScope(() => position.run({ run, visit }, step) as Promise<T>)
    visit.state = 'passed'
    return result
  } catch (error) {
    if (error instanceof ContinueAsNew) {
      leaveVisit(visit)
      throw error
    }
    visit.state = 'failed'
    writeNote(visit, isCancellation(error) ? 'Cancelled' : (rootCause(error) ?? String(error)))
    if (typeof error === 'object' && error !== null && !run.failedAt.has(error))
      run.failedAt.set(error, visit.node)
    throw error
  } finally {
    visit.endedAt = new Date().toISOString()
    showProgress(run)
    endHold(run, visit)
  }
}
