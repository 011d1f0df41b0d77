import { ApplicationFailure } from '@temporalio/common'

/** Names Mambu gives to states that pass by themselves, whatever the status (mambu.md 3). */
const PASSING_REASONS = new Set([
  'INTERNAL_ERROR',
  'READ_ONLY_MODE',
  'BLOCKING_OPERATION_IN_PROGRESS',
  'EXCESSIVE_INVALID_REQUESTS',
])

/** 102 and 409: the same Idempotency-Key is still at work. 408, 425, 429: later. */
const PASSING_STATUSES = new Set([102, 408, 409, 425, 429])

/** Characters of a field in the details of a failure. */
const MAX_FIELD = 300

interface MambuErrorItem {
  readonly errorCode?: unknown
  readonly errorReason?: unknown
  readonly errorSource?: unknown
}

/** Mambu's error body: `{"errors":[{"errorCode":4,"errorReason":"INVALID_PARAMETERS","errorSource":"text"}]}`. */
function readErrors(body: string): MambuErrorItem[] {
  try {
    const parsed: unknown = JSON.parse(body)
    const errors = (parsed as { errors?: unknown } | null)?.errors
    return Array.isArray(errors) ? errors.filter((item) => typeof item === 'object' && item !== null) : []
  } catch {
    return []
  }
}

/** An answer may have a megabyte, and the failure of each try is kept: nothing but the three fields, each cut. */
function cutError({ errorCode, errorReason, errorSource }: MambuErrorItem): MambuErrorItem {
  return { errorCode: cut(errorCode), errorReason: cut(errorReason), errorSource: cut(errorSource) }
}

function cut(value: unknown): unknown {
  return typeof value === 'object' ? undefined : typeof value === 'string' ? value.slice(0, MAX_FIELD) : value
}

function sayError({ errorCode, errorReason, errorSource }: MambuErrorItem): string {
  const source = typeof errorSource === 'string' && errorSource !== '' ? ` (${errorSource})` : ''
  return `${String(errorReason ?? 'no reason')} ${String(errorCode ?? '')}${source}`.slice(0, 200)
}

/**
 * Turns a refusal of Mambu into the failure of the activity: what passes by itself is retried (after Retry-After, where
 * Mambu says so), the rest fails at once with Mambu's codes and reasons.
 *
 * @param call e.g. `GET /loans/LN1`, for the message
 * @param hints.retryAfterMs milliseconds
 * @param hints.passes true: the caller knows that it passes by itself
 */
export function mambuFailure(
  call: string,
  status: number,
  body: string,
  hints: { readonly retryAfterMs?: number | undefined; readonly passes?: boolean } = {},
): ApplicationFailure {
  const { retryAfterMs } = hints
  const errors = readErrors(body)
  const passes =
    hints.passes === true ||
    status >= 500 ||
    PASSING_STATUSES.has(status) ||
    errors.some(({ errorReason }) => typeof errorReason === 'string' && PASSING_REASONS.has(errorReason))
  const reasons = errors.length === 0 ? '' : `: ${errors.slice(0, 5).map(sayError).join('; ')}`
  return ApplicationFailure.create({
    message: `Mambu answered ${status} to ${call}${reasons}`,
    type: passes ? 'MambuUnavailable' : 'MambuRefused',
    nonRetryable: !passes,
    details: [{ status, errors: errors.slice(0, 20).map(cutError) }],
    ...(passes && retryAfterMs !== undefined ? { nextRetryDelay: retryAfterMs } : {}),
  })
}
