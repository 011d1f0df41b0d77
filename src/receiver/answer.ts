/** The answers of the direct URL, byte for byte (DESIGN section 5). The one place that turns an error into an answer. */

import { ERRORS } from '../errors/error-table.ts'
import { isStartnodeError } from '../errors/startnode-error.ts'

/** An HTTP answer, free of any framework. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const JSON_HEADERS = { 'content-type': 'application/json; charset=utf-8' }

/** Statuses that a sender acts on; they are never hidden behind a 200. */
const COME_AGAIN: ReadonlySet<number> = new Set([401, 408, 429])

/** MPO's success body exactly, HTTP 200. */
export function answerAccepted(taskId: string): Answer {
  return {
    status: 200,
    headers: JSON_HEADERS,
    body: `{"request_proc":"ok","ops":{"proc":"ok","obj":"task","ref":null,"obj_id":"${taskId}"}}`,
  }
}

/**
 * Turns anything thrown on the way of a request into its answer: MPO's envelope with a stable code and a real status.
 * An error that is not ours tells the caller nothing.
 *
 * @param answers `mpo`: what is wrong with the delivery itself is said on HTTP 200, as MPO does; what asks to come
 * again keeps its status. Default: `http`
 */
export function answerError(error: unknown, answers: 'http' | 'mpo' = 'http'): Answer {
  const known = isStartnodeError(error) ? error : null
  const code = known?.code ?? 'internal'
  const headers: Record<string, string> = { ...JSON_HEADERS }
  if (code === 'method_not_allowed') headers.allow = 'POST, PUT, PATCH'
  if (code === 'credentials_wrong') headers['www-authenticate'] = 'Basic realm="startnode", charset="UTF-8"'
  if (known?.retryAfter !== undefined) headers['retry-after'] = String(known.retryAfter)
  const ops = {
    proc: 'error',
    obj: 'task',
    description: known?.message ?? ERRORS.internal.text,
    code,
    ...(known && known.problems.length > 0 ? { problems: known.problems } : {}),
  }
  const status = known?.status ?? 500
  const isBusiness = answers === 'mpo' && status >= 400 && status < 500 && !COME_AGAIN.has(status)
  return { status: isBusiness ? 200 : status, headers, body: JSON.stringify({ request_proc: 'fail', ops }) }
}
