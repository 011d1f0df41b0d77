import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { ERRORS, type ErrorCode } from '../errors/error-table.ts'
import { type Problem, StartnodeError } from '../errors/startnode-error.ts'
import { explainTemporalError } from '../temporal/explain-temporal-error.ts'
import { grpcFailureOf } from '../temporal/grpc-failure.ts'

/** What an Update of an entry failed with, as an error of ours. */
export function explainEntryError(error: unknown, taskQueue: string): unknown {
  const cause = error instanceof WorkflowUpdateFailedError ? error.cause : null
  if (cause instanceof ApplicationFailure) {
    if (cause.type === 'AcceptedUpdateCompletedWorkflow') return new StartnodeError('quarantine_closed')
    const code = cause.type != null && cause.type in ERRORS ? (cause.type as ErrorCode) : 'internal'
    const problems = Array.isArray(cause.details?.[0]) ? (cause.details[0] as Problem[]) : []
    return new StartnodeError(code, cause.message, { cause: error, problems })
  }
  // Closed between our look at it and the Update.
  if (error instanceof WorkflowNotFoundError) return new StartnodeError('quarantine_closed')
  if (grpcFailureOf(error)?.code === 'DEADLINE_EXCEEDED') {
    return new StartnodeError('worker_missing', `No worker answered in time (task queue '${taskQueue}')`)
  }
  return explainTemporalError(error, 'changing the quarantine')
}
