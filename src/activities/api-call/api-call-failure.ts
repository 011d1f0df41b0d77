import { ApplicationFailure } from '@temporalio/common'
import type { FailureKind } from '../../process/node-failure.ts'

/** The tags of MPO's API Call; `api_address_refused` is ours. Those of an answer in MPO's own envelope are a diagram's. */
export type ApiTag =
  | 'api_expire_query'
  | 'api_bind_error'
  | 'api_fatal_error'
  | 'api_bad_answer'
  | 'api_no_valid_json'
  | 'api_wrong_convert_param'
  | 'api_bad_res_data'
  | 'api_task_size_overflow_limit'
  | 'api_address_refused'
  | 'api_no_request_proc'
  | 'api_no_ops'

const HARDWARE: ReadonlySet<ApiTag> = new Set(['api_expire_query', 'api_bind_error', 'api_fatal_error'])

export interface ApiFailureDetail {
  readonly kind: FailureKind
  readonly httpCode: number | null
  readonly answer: string | null
}

/**
 * A failed call as the failure of its activity: hardware is retried, software is not.
 *
 * @param message must hold no value of a variable
 * @param more.retry another answer to whether it is retried
 * @param more.retryAfterMs milliseconds the called system wants to be left alone
 */
export function apiFailure(
  tag: ApiTag,
  message: string,
  more: {
    readonly httpCode?: number
    readonly answer?: string
    readonly retry?: boolean
    readonly retryAfterMs?: number | undefined
  } = {},
): ApplicationFailure {
  const kind = HARDWARE.has(tag) ? 'hardware' : 'software'
  const detail: ApiFailureDetail = { kind, httpCode: more.httpCode ?? null, answer: more.answer ?? null }
  return ApplicationFailure.create({
    message,
    type: tag,
    nonRetryable: !(more.retry ?? kind === 'hardware'),
    details: [detail],
    ...(more.retryAfterMs === undefined ? {} : { nextRetryDelay: more.retryAfterMs }),
  })
}
