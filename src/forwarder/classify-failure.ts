/** What a failed delivery means for the forwarder. */
import type { ErrorCode } from '../errors/error-table.ts'
import { isStartnodeError } from '../errors/startnode-error.ts'
import { type GrpcCode, grpcFailureOf } from '../temporal/grpc-failure.ts'

/**
 * - `refused`: Temporal will never take this delivery
 * - `blocked`: Temporal takes nothing from us (namespace, permission): someone must act
 * - `unreachable`: Temporal is down, late or overloaded: everything waits
 * - `late`: it did not answer in time, which may be Temporal or this delivery: everything waits, and this one longer
 *   when the others pass
 * - `failed`: this delivery failed, others may do
 */
export type FailureKind = 'refused' | 'blocked' | 'unreachable' | 'late' | 'failed'

export interface Failure {
  readonly kind: FailureKind
  readonly reason: string
  /** Of our own errors. */
  readonly code?: ErrorCode
}

/** Errors of our own that will be the same at the next try. */
const PUT_ASIDE: readonly ErrorCode[] = ['temporal_refused', 'quarantine_full']

export function classifyFailure(error: unknown): Failure {
  const failure = grpcFailureOf(error)
  if (failure === null) {
    const reason = error instanceof Error ? error.message : String(error)
    // Known before any call: the body is not of its format after all, or the message can't go over the wire.
    if (!isStartnodeError(error)) return { kind: 'failed', reason }
    const { code, status } = error
    const refused = PUT_ASIDE.includes(code) || (status >= 400 && status < 500)
    return { kind: refused ? 'refused' : 'failed', reason, code }
  }
  const { code, details } = failure
  return { kind: kindOf(code, details), reason: `${code}: ${details}` }
}

function kindOf(code: GrpcCode, details: string): FailureKind {
  switch (code) {
    case 'INVALID_ARGUMENT':
      // Said of what all deliveries have in common, it would put every one of them aside.
      return /namespace|task ?queue/i.test(details) ? 'blocked' : 'refused'
    case 'PERMISSION_DENIED':
    case 'UNAUTHENTICATED':
    case 'UNIMPLEMENTED':
      return 'blocked'
    case 'NOT_FOUND':
    case 'FAILED_PRECONDITION':
      return /namespace/i.test(details) ? 'blocked' : 'failed'
    case 'UNAVAILABLE':
    case 'CANCELLED':
      return 'unreachable'
    case 'DEADLINE_EXCEEDED':
      return 'late'
    case 'RESOURCE_EXHAUSTED':
      // One code for three things: a message over the gRPC limit, one busy workflow, and too many calls in all.
      if (/larger than/i.test(details)) return 'refused'
      return /workflow is busy|busy workflow/i.test(details) ? 'failed' : 'unreachable'
    default:
      return 'failed'
  }
}
