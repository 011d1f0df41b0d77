/** The failure of a node that calls out: Temporal's own class, so that it may fail the task as it is. */
import { ActivityFailure, ApplicationFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow'
import type { FailureKind, NodeFailure } from '../../../process/node-failure.ts'
import { currentPosition } from './position.ts'

/**
 * Makes the failure of the node around the call.
 *
 * @param tag MPO's error tag; the `type` of the failure
 * @param message what went wrong; the title of the node is put before it
 */
export function failNode(
  tag: string,
  kind: FailureKind,
  message: string,
  more: { readonly httpCode?: number | null; readonly answer?: string | null; readonly cause?: Error } = {},
): ApplicationFailure {
  const node = currentPosition().visit?.node ?? 'Between nodes'
  const detail: NodeFailure = {
    node,
    tag,
    kind,
    httpCode: more.httpCode ?? null,
    answer: more.answer ?? null,
  }
  return ApplicationFailure.create({
    message: `${node}: ${message}`,
    type: tag,
    nonRetryable: true,
    details: [detail],
    ...(more.cause ? { cause: more.cause } : {}),
  })
}

/**
 * Turns what an activity of a node threw into the failure of the node. Cancellation passes.
 *
 * @param timeoutTag the tag when it took too long
 * @param otherTag the tag of anything unexpected
 */
export function failFromActivity(error: unknown, timeoutTag: string, otherTag: string): unknown {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) return error
  const { cause } = error
  if (cause instanceof TimeoutFailure)
    return failNode(timeoutTag, 'hardware', 'It took too long', { cause: error })
  if (!(cause instanceof ApplicationFailure))
    return failNode(otherTag, 'hardware', cause?.message ?? error.message, { cause: error })
  const detail = cause.details?.[0] as Partial<NodeFailure> | undefined
  const kind = detail?.kind ?? (cause.nonRetryable ? 'software' : 'hardware')
  return failNode(cause.type ?? otherTag, kind, cause.message, {
    httpCode: detail?.httpCode ?? null,
    answer: detail?.answer ?? null,
    cause: error,
  })
}

/**
 * What a node failed of; null for any other error.
 *
 * @example
 * ```ts
 * try {
 *   await apiCall('Ask the bureau', { url })
 * } catch (error) {
 *   if (nodeFailureOf(error)?.tag !== 'api_bad_answer') throw error
 * }
 * ```
 */
export function nodeFailureOf(error: unknown): NodeFailure | null {
  if (!(error instanceof ApplicationFailure)) return null
  const detail = error.details?.[0]
  const isOne = typeof detail === 'object' && detail !== null && 'node' in detail && 'tag' in detail
  return isOne ? (detail as NodeFailure) : null
}
