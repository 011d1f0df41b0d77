/** What a failed call to Temporal says, wherever the SDK hid it. */

/** The gRPC status codes by name (numbers of the gRPC specification). */
const NAMES = {
  1: 'CANCELLED',
  2: 'UNKNOWN',
  3: 'INVALID_ARGUMENT',
  4: 'DEADLINE_EXCEEDED',
  5: 'NOT_FOUND',
  6: 'ALREADY_EXISTS',
  7: 'PERMISSION_DENIED',
  8: 'RESOURCE_EXHAUSTED',
  9: 'FAILED_PRECONDITION',
  10: 'ABORTED',
  11: 'OUT_OF_RANGE',
  12: 'UNIMPLEMENTED',
  13: 'INTERNAL',
  14: 'UNAVAILABLE',
  15: 'DATA_LOSS',
  16: 'UNAUTHENTICATED',
} as const

export type GrpcCode = (typeof NAMES)[keyof typeof NAMES]

export interface GrpcFailure {
  readonly code: GrpcCode
  /** The server's words. */
  readonly details: string
}

/**
 * Finds the gRPC status in an error or in its causes (the SDK wraps most, not all); null when there is none.
 *
 * @example grpcFailureOf(error)?.code === 'UNAVAILABLE'
 */
export function grpcFailureOf(error: unknown): GrpcFailure | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    if (at.name === 'NamespaceNotFoundError')
      return { code: 'NOT_FOUND', details: `namespace: ${at.message}` }
    const { code, details } = at as { code?: unknown; details?: unknown }
    if (typeof code === 'number' && code in NAMES) {
      return {
        code: NAMES[code as keyof typeof NAMES],
        details: typeof details === 'string' ? details : at.message,
      }
    }
  }
  return null
}
