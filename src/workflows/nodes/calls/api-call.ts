/** The API Call node: one activity, `apiCall`. What it is given stands in the history, so secrets go as references. */
import { proxyActivities } from '@temporalio/workflow'
import type { ApiCall } from '../../../activities/api-call/api-call.ts'
import type {
  ApiAnswer,
  ApiFormat,
  ApiMethod,
  ApiSignature,
} from '../../../activities/api-call/api-call-input.ts'
import { failFromActivity, failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { currentPosition } from '../run/position.ts'
import type { TaskRun } from '../run/task-run.ts'
import { nextOperationKey } from './operation-key.ts'

/** Each text may hold references to its variables, `{{env_var[@name].key}}`, which only the activity resolves. */
export interface ApiCallOptions {
  /**
   * Names of the variables this call refers to; default: none. A reference to any other fails the call, so that data of
   * a webhook that is put into its texts can't draw out more than this system is given anyway.
   */
  readonly variables?: readonly string[]
  /** Default: `GET`. */
  readonly method?: ApiMethod
  /** http or https, without credentials. */
  readonly url: string
  /** Added to the query of the URL, escaped. */
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** User and password of Basic auth. */
  readonly basic?: { readonly user: string; readonly password: string }
  /** `json`: a JSON value; `form`: an object of texts, numbers or lists of them; `xml` and `raw`: a text. */
  readonly body?: unknown
  /**
   * True: no variable is put into the body. For one that holds data of others: a customer named
   * `{{env_var[@bank].token}}` would be paid under the name of the token, and could read it. Default: false.
   */
  readonly plainBody?: boolean
  /** How the body is written. Default: `json`. */
  readonly format?: ApiFormat
  /** Name of a schema given to the worker; an answer that does not fit fails with `api_bad_res_data`. */
  readonly response?: string
  /** Milliseconds for one try, redirects included. Default: 60,000. */
  readonly timeoutMs?: number
  readonly retry?: {
    /** Tries in all. Default: no limit but the time. 1: no retry. */
    readonly attempts?: number
    /** Pause before the first retry in milliseconds, doubled each time. Default: 1,000. */
    readonly firstMs?: number
    /** Longest pause in milliseconds, but for Retry-After. Default: 60,000. */
    readonly maxMs?: number
    /** Milliseconds for all tries. Default: 5 hours, within the 6 that Mambu keeps an Idempotency-Key. */
    readonly withinMs?: number
  }
  /** Bytes of the answer, unpacked. Default: 524,288. */
  readonly maxResponseBytes?: number
  /** Calls of this node to one host at once, per worker. Default: 5. */
  readonly maxThreads?: number
  /** True: the URL may lead to loopback, private and link-local addresses. Default: false. */
  readonly allowPrivate?: boolean
  /** Sends an Idempotency-Key, the same in every retry. Default: true for POST, PUT, PATCH and DELETE. */
  readonly idempotencyKey?: boolean
  /** PEM of certificate and private key, as a reference to a secret variable. */
  readonly clientCertificate?: string
  /** PEM of the authorities to trust in place of the usual ones. */
  readonly serverCa?: string
  readonly sign?: ApiSignature
}

const HOUR_MS = 60 * 60 * 1_000
/** The activity waits up to 30 s for its turn; a little for itself. */
const AROUND_MS = 35_000

/**
 * Calls an HTTP API. Time-outs, lost connections, 5xx, 408, 425 and 429 are tried again, after Retry-After where the
 * system says so; everything else fails at once.
 *
 * @returns the answer, 2xx
 * @throws ApplicationFailure typed with MPO's tag (see `nodeFailureOf`): `api_expire_query`, `api_bind_error`,
 * `api_fatal_error` (hardware), `api_bad_answer`, `api_no_valid_json`, `api_bad_res_data`,
 * `api_task_size_overflow_limit`, `api_wrong_convert_param`, `api_address_refused` (software)
 * @throws CancelledFailure when the task is cancelled meanwhile
 * @example
 * ```ts
 * const { body } = await apiCall<Score>('Ask the bureau', {
 *   variables: ['bureau'],
 *   method: 'POST',
 *   url: '{{env_var[@bureau].url}}/scores',
 *   headers: { authorization: 'Bearer {{env_var[@bureau].token}}' },
 *   body: { clientId },
 *   response: 'score',
 * })
 * ```
 */
export function apiCall<Body = unknown>(title: string, options: ApiCallOptions): Promise<ApiAnswer<Body>> {
  return node(title, async () => {
    const { run, visit } = currentPosition()
    const { method = 'GET', timeoutMs = 60_000, retry = {}, format = 'json', body } = options
    const isWrite = method !== 'GET' && method !== 'HEAD'
    if (body !== undefined && !isWrite)
      throw failNode('api_wrong_convert_param', 'software', `A ${method} carries no body`)
    const { apiCall: call } = proxyActivities<{ apiCall: ApiCall }>({
      startToCloseTimeout: timeoutMs + AROUND_MS,
      scheduleToCloseTimeout: retry.withinMs ?? 5 * HOUR_MS,
      retry: {
        initialInterval: retry.firstMs ?? 1_000,
        backoffCoefficient: 2,
        maximumInterval: Math.max(retry.maxMs ?? 60_000, retry.firstMs ?? 1_000),
        ...(retry.attempts === undefined ? {} : { maximumAttempts: retry.attempts }),
      },
    })
    try {
      const answer = await call({
        node: visit?.node ?? title,
        taskId: run.taskId,
        callId: nextOperationKey(),
        method,
        url: options.url,
        query: options.query ?? {},
        headers: options.headers ?? {},
        variables: options.variables ?? [],
        callbacks: ownReferences(run, options),
        format,
        ...(body === undefined ? {} : { body }),
        ...(options.plainBody === true ? { plainBody: true } : {}),
        response: options.response ?? null,
        timeoutMs,
        maxResponseBytes: options.maxResponseBytes ?? 524_288,
        maxThreads: options.maxThreads ?? 5,
        allowPrivate: options.allowPrivate ?? false,
        idempotencyKey: options.idempotencyKey ?? isWrite,
        clientCertificate: options.clientCertificate ?? null,
        serverCa: options.serverCa ?? null,
        sign: options.sign ?? null,
        basic: options.basic ?? null,
      })
      note(`Answered ${answer.status}`)
      return answer as ApiAnswer<Body>
    } catch (error) {
      throw failFromActivity(error, 'api_expire_query', 'api_fatal_error')
    }
  })
}

/** The references in the texts of the call that this run made: the others came with data. */
function ownReferences({ references }: TaskRun, options: ApiCallOptions): string[] {
  if (references.size === 0) return []
  const texts = JSON.stringify(options)
  return [...references].filter((reference) => texts.includes(reference))
}
