import { ERRORS } from '../../errors/error-table.ts'
import { isStartnodeError } from '../../errors/startnode-error.ts'
import { ADMIN_STATUS } from './answer-status.ts'

/** An error as the admin API answers it; one that is not ours tells the caller nothing. */
export function answerAdminError(error: unknown): {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: object
} {
  if (!isStartnodeError(error)) {
    return { status: 500, headers: {}, body: { error: { code: 'internal', message: ERRORS.internal.text } } }
  }
  const { code, message, problems } = error
  const headers: Record<string, string> = {}
  // Not Basic, which makes a browser ask by itself, over the console's own form.
  if (code === 'session_missing' || code === 'login_failed')
    headers['www-authenticate'] = 'Startnode realm="admin"'
  if (error.retryAfter !== undefined) headers['retry-after'] = String(error.retryAfter)
  return {
    status: ADMIN_STATUS[code] ?? ERRORS[code].status,
    headers,
    body: { error: { code, message, ...(problems.length > 0 ? { problems } : {}) } },
  }
}
