/**
 * Where the code that runs now stands: in which task and in which of its nodes. It follows every await, so parallel
 * nodes never mix. Nothing of a run is kept in a module variable: a worker may share modules between runs.
 */
import { ApplicationFailure, AsyncLocalStorage } from '@temporalio/workflow'
import type { TaskRun, Visit } from './task-run.ts'

export interface Position {
  readonly run: TaskRun
  /** The node around this code; null between nodes. */
  readonly visit: Visit | null
}

export const position = new AsyncLocalStorage<Position>()

/**
 * The position of the calling code.
 *
 * @throws ApplicationFailure (not retried) outside of a task, or in a worker without StartnodePlugin
 */
export function currentPosition(): Position {
  const here = position.getStore()
  if (here) return here
  throw ApplicationFailure.nonRetryable(
    'A node needs a task around it: give the worker the StartnodePlugin and start the process with a task',
    'NodeOutsideTask',
  )
}
