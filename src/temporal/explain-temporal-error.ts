import { NamespaceNotFoundError } from '@temporalio/common'
import { isStartnodeError, type StartnodeError } from '../errors/startnode-error.ts'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { grpcFailureOf } from './grpc-failure.ts'

/**
 * Turns a failed call to Temporal into one of our errors that says what to look at.
 *
 * @param doing what was tried, e.g. `reading the settings`
 */
export function explainTemporalError(error: unknown, doing: string): StartnodeError {
  // One of ours says already what is wrong, e.g. that a key is missing.
  if (isStartnodeError(error)) return error
  return new TemporalUnreachableError(`${reasonOf(error)} (${doing})`, error)
}

function reasonOf(error: unknown): string {
  if (error instanceof NamespaceNotFoundError) {
    return `Temporal has no namespace '${error.namespace}': create it, or set TEMPORAL_NAMESPACE`
  }
  const failure = grpcFailureOf(error)
  switch (failure?.code) {
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
      return 'Temporal refused these credentials: check TEMPORAL_API_KEY or the client certificate'
    case 'DEADLINE_EXCEEDED':
    case 'UNAVAILABLE':
      return 'Temporal can not be reached: does it run at TEMPORAL_ADDRESS?'
    default:
      return `Temporal failed: ${failure?.details ?? (error instanceof Error ? error.message : String(error))}`
  }
}
