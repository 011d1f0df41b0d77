import {
  type WorkflowClient,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { describeStuck, readStuck } from '../temporal/read-stuck.ts'
import { SETTINGS_WORKFLOW_ID } from './chain/settings-workflow.ts'

/** After the deadline of the change; all of it stays within 5 s. */
const LOOK_WITHIN_MS = 800

/** True when the settings moved on since they were read: read again, try again. */
export function isChangedMeanwhile(error: unknown): boolean {
  return failureOf(error)?.type === 'settings_changed'
}

/** What a failed call to the settings workflow means, as one of our errors. */
export function explainUpdateError(error: unknown, taskQueue: string): Error {
  const failure = failureOf(error)
  if (failure) return new StartnodeError('settings_refused', failure.message, { cause: error })
  if (error instanceof WorkflowNotFoundError) return new StartnodeError('settings_missing')
  if (
    error instanceof WorkflowUpdateRPCTimeoutOrCancelledError ||
    error instanceof TemporalUnreachableError
  ) {
    return new StartnodeError(
      'worker_missing',
      `No worker answered on task queue '${taskQueue}'. What was sent may still be applied: look before you try again. Start a worker with \`startnode worker\``,
      { cause: error },
    )
  }
  return explainTemporalError(error, 'changing the settings')
}

/**
 * The same, where a worker polls and does not answer: because the settings can't take their next step?
 */
export async function explainFailedUpdate(
  client: WorkflowClient,
  error: unknown,
  taskQueue: string,
): Promise<Error> {
  const explained = explainUpdateError(error, taskQueue)
  if (!isStartnodeError(explained) || explained.code !== 'worker_missing') return explained
  const settings = { workflowId: SETTINGS_WORKFLOW_ID }
  const stuck = await readStuck(client, settings, Date.now() + LOOK_WITHIN_MS).catch(() => null)
  if (stuck === null) return explained
  return new StartnodeError(
    'settings_stuck',
    `The settings (workflow ${SETTINGS_WORKFLOW_ID}) do not answer. ${describeStuck(stuck)}`,
    { cause: error },
  )
}

function failureOf(error: unknown): ApplicationFailure | null {
  return error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure
    ? error.cause
    : null
}
