import { NamespaceNotFoundError } from '@temporalio/common'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { type GrpcCode, grpcFailureOf } from './grpc-failure.ts'

/**
 * Turns a failed call to Temporal into one of our errors that says what to look at.
 *
 * @param doing what was tried, e.g. `reading the settings`
 */
export function explainTemporalError(error: unknown, doing: string): StartnodeError {
  // One of ours says already what is wrong, e.g. that a key is missing.
  if (isStartnodeError(error)) return error
  if (isVerdict(error))
    return new StartnodeError('temporal_failed', `${reasonOf(error)} (${doing})`, { cause: error })
  return new TemporalUnreachableError(`${reasonOf(error)} (${doing})`, error)
}

/** Answers of a server that was reached: to look for it at its address would be of no use. */
const VERDICTS: ReadonlySet<GrpcCode> = new Set([
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'FAILED_PRECONDITION',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'DATA_LOSS',
])
/** The server gives what its database refuses the code of an absence. */
const OF_THE_DATABASE = /operation failed|SQLSTATE/

/** What the server says of it outside of the SDK's own clients. */
const NO_NAMESPACE = /^Namespace (\S+) is not found/

export const noNamespace = (name: string) =>
  `Temporal has no namespace '${name}': create it, or set TEMPORAL_NAMESPACE`

function isVerdict(error: unknown): boolean {
  const failure = grpcFailureOf(error)
  return failure !== null && (VERDICTS.has(failure.code) || OF_THE_DATABASE.test(failure.details))
}

function reasonOf(error: unknown): string {
  if (error instanceof NamespaceNotFoundError) return noNamespace(error.namespace)
  const failure = grpcFailureOf(error)
  switch (failure?.code) {
    case 'NOT_FOUND': {
      const namespace = NO_NAMESPACE.exec(failure.details)?.[1]
      return namespace === undefined ? `Temporal failed: ${failure.details}` : noNamespace(namespace)
    }
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
      return 'Temporal refused these credentials: check TEMPORAL_API_KEY or the client certificate'
    case 'DEADLINE_EXCEEDED':
    case 'UNAVAILABLE':
      if (OF_THE_DATABASE.test(failure.details)) return `Temporal failed: ${failure.details}`
      return 'Temporal can not be reached: does it run at TEMPORAL_ADDRESS?'
    default:
      return `Temporal failed: ${failure?.details ?? (error instanceof Error ? error.message : String(error))}`
  }
}
