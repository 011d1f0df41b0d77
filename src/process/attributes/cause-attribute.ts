import { nodeAttribute } from '../node-attribute.ts'

/** What wraps a failure of somebody else says nothing of why. */
const WRAPPERS = ['ActivityFailure', 'ChildWorkflowFailure']

interface Failing {
  readonly name?: unknown
  readonly type?: unknown
  readonly cause?: unknown
  readonly details?: unknown
}

/**
 * Why something failed, as the search attribute `MpoCause` has it: the type of the failure, and the HTTP status where it
 * tells one. Types stand readable in Temporal anyway; messages and details of others never do.
 *
 * @param error of an activity, a node or a task, in the sandbox or outside
 * @returns at most 255 bytes
 * @example causeAttribute(apiFailure('api_fatal_error', 'It answered 503', { httpCode: 503 })) // 'api_fatal_error 503'
 */
export function causeAttribute(error: unknown): string {
  let failing = asFailing(error)
  while (WRAPPERS.includes(String(failing.name)) && typeof failing.cause === 'object' && failing.cause)
    failing = asFailing(failing.cause)
  if (failing.name === 'TimeoutFailure') return 'timeout'
  const type = textOf(failing.type) ?? textOf(failing.name) ?? 'Error'
  const status = statusOf(Array.isArray(failing.details) ? failing.details[0] : undefined)
  return nodeAttribute(status === null ? type : `${type} ${status}`)
}

function asFailing(error: unknown): Failing {
  return typeof error === 'object' && error !== null ? error : {}
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** As `NodeFailure` and the failures of API calls have it (`httpCode`), or those of a system's own client (`status`). */
function statusOf(detail: unknown): number | null {
  if (typeof detail !== 'object' || detail === null) return null
  const { httpCode, status } = detail as { readonly httpCode?: unknown; readonly status?: unknown }
  const code = httpCode ?? status
  return typeof code === 'number' && Number.isInteger(code) && code >= 100 && code <= 599 ? code : null
}
