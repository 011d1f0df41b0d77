import {
  allHandlersFinished,
  ContinueAsNew,
  condition,
  makeContinueAsNewFunc,
  workflowInfo,
} from '@temporalio/workflow'
import type { Task } from '../../../process/task.ts'
import { currentPosition } from './position.ts'

/**
 * Goes on as a new run of the same task, with a history that begins anew: for loops that would make it too long
 * (`workflowInfo().continueAsNewSuggested`). Trace, reply, callback URLs, and callbacks and signals that came but that no
 * node has taken yet, go along; so do workflow id, memo and search attributes. Whatever else the process must remember
 * stands in `data`.
 *
 * Between runs nothing is replayed, so with deployment versioning the new run begins on the current build.
 *
 * Handlers that run are waited for, and those who wait for a reply are told to ask the new run. Not to be called from a
 * handler.
 *
 * @param data the `data` of the task in the new run
 * @returns never: return it, so that nothing comes after
 * @throws ApplicationFailure `continue_too_large` (not retried) when `data` and the signals that no node has taken are
 * over 1.5 MiB
 * @example
 * ```ts
 * if (workflowInfo().continueAsNewSuggested) return continueTask(task, { ...task.data, done })
 * ```
 */
export async function continueTask<Data>(task: Task<Data>, data: Data): Promise<never> {
  const { run } = currentPosition()
  const before = run.ending
  run.ending = 'continued'
  try {
    await condition(allHandlersFinished)
    // An experimental option of Temporal, so it is left out where nothing is versioned.
    const isVersioned = Boolean(workflowInfo().currentDeploymentVersion?.deploymentName)
    const goOn = makeContinueAsNewFunc<(task: Task<Data>) => Promise<unknown>>(
      isVersioned ? { initialVersioningBehavior: 'AUTO_UPGRADE' } : {},
    )
    return await goOn({ ...task, data })
  } catch (error) {
    // Cancelled meanwhile, or too large: the process may still go on otherwise.
    if (!(error instanceof ContinueAsNew)) run.ending = before
    throw error
  }
}
