import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow'

/**
 * What Mambu refused a call for; null for any other error. A refusal stays one however often it is tried, so a process
 * may have an answer to it.
 *
 * @example
 * ```ts
 * try {
 *   await mambuWrites.patchLoan(change)
 * } catch (error) {
 *   if (mambuRefusalOf(error) === null) throw error
 * }
 * ```
 */
export function mambuRefusalOf(error: unknown): string | null {
  const cause = error instanceof ActivityFailure ? error.cause : null
  return cause instanceof ApplicationFailure && cause.type === 'MambuRefused' ? cause.message : null
}
