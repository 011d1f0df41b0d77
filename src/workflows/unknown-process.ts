/**
 * The default workflow of a bundle: runs for every workflow type that the bundle does not export. That of a diagram runs its
 * diagram; any other fails. Without
 * it Temporal repeats the first workflow task of such a run for ever, and the task seems to hang.
 *
 * Must never end a run that another build began: its workflow task fails, and waits for a worker that knows it.
 */
import { ApplicationFailure, DeterminismViolationError, workflowInfo } from '@temporalio/workflow'
import { isDiagramId } from '../process/ids/process-id.ts'
import { isDiagram } from './diagram/find-diagram.ts'
import { runDiagram } from './diagram/run-diagram.ts'

/** Type of the failure, in the Web UI and in `WorkflowFailedError.cause.type`. */
export const PROCESS_UNKNOWN = 'process_unknown'

/**
 * Fails the run with a sentence that says what to do. Temporal calls it only where no exported workflow has the name.
 *
 * @throws ApplicationFailure `process_unknown`, not retried
 * @example
 * ```ts
 * // workflows/index.ts: `export *` leaves a default export out
 * export * from 'startnode/workflows'
 * export { default } from 'startnode/workflows'
 * ```
 */
export default async function unknownProcess(...args: unknown[]): Promise<unknown> {
  const { workflowType, taskQueue, unsafe } = workflowInfo()
  if (isDiagram(workflowType)) return await runDiagram(args[0] as never)
  const problem = `The worker of task queue '${taskQueue}' has no workflow '${workflowType}'`
  // A history to replay: somebody knew it. Temporal itself may not notice, where the task has only waited so far.
  // A diagram that is imported later than this worker began: its tasks wait for one that has it
  if (unsafe.isReplaying || isDiagramId(workflowType)) throw new DeterminismViolationError(problem)
  throw ApplicationFailure.nonRetryable(
    `${problem}: export it from workflows/index.ts and deploy the worker before its direct URL is switched on`,
    PROCESS_UNKNOWN,
  )
}
