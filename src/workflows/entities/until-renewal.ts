import { allHandlersFinished, condition, workflowInfo } from '@temporalio/workflow'

/**
 * Waits until the run should continue as new: its history is long, or the worker of another build is there to take it
 * over. No Update is under way then, so nothing is lost.
 *
 * @param settled more that must be over
 */
export async function untilRenewal(settled: () => boolean = () => true): Promise<void> {
  await condition(() => workflowInfo().continueAsNewSuggested)
  await condition(() => allHandlersFinished() && settled())
}
