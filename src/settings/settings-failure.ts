import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { StartnodeError } from '../errors/startnode-error.ts'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'

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

function failureOf(error: unknown): ApplicationFailure | null {
  return error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure
    ? error.cause
    : null
}
