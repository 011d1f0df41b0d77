import type { ErrorCode } from '../../errors/error-table.ts'

/** HTTP statuses of the admin API for codes that the direct URL never answers with; all others keep theirs. */
export const ADMIN_STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  login_failed: 401,
  session_missing: 401,
  login_limited: 429,
  role_missing: 403,
  origin_refused: 403,
  request_invalid: 400,
  usage: 400,
  process_unknown: 404,
  alias_unknown: 404,
  variable_unknown: 404,
  task_unknown: 404,
  task_refused: 409,
  quarantine_unknown: 404,
  quarantine_closed: 409,
  url_off: 409,
  settings_missing: 409,
  settings_changed: 409,
  settings_foreign: 409,
  settings_refused: 422,
  decider_differs: 422,
  not_unical_ref: 409,
  encryption_key_missing: 409,
  temporal_unreachable: 503,
  worker_missing: 503,
}
