import { isGrpcServiceError } from '@temporalio/client'
import { NamespaceNotFoundError } from '@temporalio/common'
import { TemporalUnreachableError } from '../errors/temporal-unreachable-error.ts'

/** The gRPC status codes told apart here. */
export const GRPC = {
  INVALID_ARGUMENT: 3,
  DEADLINE_EXCEEDED: 4,
  NOT_FOUND: 5,
  ALREADY_EXISTS: 6,
  PERMISSION_DENIED: 7,
  UNIMPLEMENTED: 12,
  UNAVAILABLE: 14,
  UNAUTHENTICATED: 16,
} as const

/** The gRPC code of an error of the SDK, which wraps it at most once; null when it has none. */
export function grpcCodeOf(error: unknown): number | null {
  if (isGrpcServiceError(error)) return error.code
  const cause = error instanceof Error ? error.cause : undefined
  return isGrpcServiceError(cause) ? cause.code : null
}

/**
 * Turns a failed call to Temporal into one of our errors that says what to look at.
 *
 * @param doing what was tried, e.g. `reading the settings`
 */
export function explainTemporalError(error: unknown, doing: string): TemporalUnreachableError {
  return new TemporalUnreachableError(`${reasonOf(error)} (${doing})`, error)
}

function reasonOf(error: unknown): string {
  if (error instanceof NamespaceNotFoundError) {
    return `Temporal has no namespace '${error.namespace}': create it, or set TEMPORAL_NAMESPACE`
  }
  switch (grpcCodeOf(error)) {
    case GRPC.PERMISSION_DENIED:
    case GRPC.UNAUTHENTICATED:
      return 'Temporal refused these credentials: check TEMPORAL_API_KEY or the client certificate'
    case GRPC.DEADLINE_EXCEEDED:
    case GRPC.UNAVAILABLE:
      return 'Temporal can not be reached: does it run at TEMPORAL_ADDRESS?'
    default:
      return `Temporal failed: ${error instanceof Error ? error.message : String(error)}`
  }
}
