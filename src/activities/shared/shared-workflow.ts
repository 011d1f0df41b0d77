/** Reaches the long-running workflow of a queue, a sum or a state from an activity. */
import { createHash } from 'node:crypto'
import { ApplicationFailure, Context } from '@temporalio/activity'
import {
  WithStartWorkflowOperation,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
} from '@temporalio/client'
import { believeUpdate } from '../../temporal/codec/answers.ts'

/** One Update; the activity is tried again after that, and counts once. */
const UPDATE_MS = 8_000
/** Measured: a query that comes while Updates are under way may find no worker. Asking again does. */
const QUERY_MS = 2_000
/** The server's own refusal: the worker died, or lost the Update, before the workflow had seen it. Asking again does. */
const UNSEEN = 'UnprocessedUpdate'
/** A full queue may have room again. */
const FULL_AGAIN = '5 seconds'

/** The long-running workflow of one name. */
export interface SharedWorkflow {
  readonly workflowType: string
  readonly workflowId: string
}

/**
 * The Update id of an operation key: an id has a limit, and a title may be long.
 *
 * @param key of `nextOperationKey`
 */
export function updateIdOf(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 40)
}

/**
 * Sends an Update, and starts the workflow where there is none. The same `updateId` again changes nothing and gives the
 * first result.
 *
 * @throws ApplicationFailure with the type of the refusal; `queue_full` is tried again
 */
export async function updateShared<Result>(
  { workflowType, workflowId }: SharedWorkflow,
  update: string,
  updateId: string,
  argument: unknown,
): Promise<Result> {
  const { client, info } = Context.current()
  const startWorkflowOperation = new WithStartWorkflowOperation(workflowType, {
    workflowId,
    taskQueue: info.taskQueue,
    args: [{}],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    staticSummary: workflowId,
  })
  try {
    const options = { startWorkflowOperation, updateId, args: [argument] }
    const result: unknown = await believeUpdate(client.workflow, () =>
      client.withDeadline(Date.now() + UPDATE_MS, () =>
        client.workflow.executeUpdateWithStart(update, options),
      ),
    )
    return result as Result
  } catch (error) {
    const cause = error instanceof WorkflowUpdateFailedError ? error.cause : undefined
    if (!(cause instanceof ApplicationFailure) || cause.type === UNSEEN) throw error
    const { message, type } = cause
    throw type === 'queue_full'
      ? ApplicationFailure.create({ message, type, nextRetryDelay: FULL_AGAIN })
      : ApplicationFailure.nonRetryable(message, type)
  }
}

/** Asks a query. @returns null where there is no such workflow: nothing was kept there yet */
export async function queryShared<Result>(
  { workflowId }: SharedWorkflow,
  query: string,
): Promise<Result | null> {
  const { client } = Context.current()
  try {
    return await client.withDeadline(Date.now() + QUERY_MS, () =>
      client.workflow.getHandle(workflowId).query<Result>(query),
    )
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null
    throw error
  }
}
