/** Thin client of Mambu's API v2 over `fetch`. Its failures are Temporal's, so that retries follow from the answer. */
import { ApplicationFailure } from '@temporalio/common'
import { createMask, type MaskedValue, maskDeep } from '../../keys/mask-values.ts'
import { credentialHeaders, type MambuCredentials } from './mambu-credentials.ts'
import { mambuFailure } from './mambu-failure.ts'
import { readRetryAfter } from './retry-after.ts'

/** A loan with full details has some 20 KB; anything near this is not an answer we asked for. Bytes. */
const MAX_ANSWER_BYTES = 1024 * 1024

/** A shorter credential is left where an answer that has succeeded holds the same text. Characters. */
const MIN_IN_ANSWER = 8

/** `.` and `..` between slashes, which URLs resolve, also as %2E (WHATWG URL, 4.4). */
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i

export interface MambuOptions extends MambuCredentials {
  /** E.g. `https://TENANT.mambu.com/api`. */
  readonly baseUrl: string
  /** Milliseconds for one call, answer included. Default 10,000; below the activity's start-to-close time-out. */
  readonly timeoutMs?: number
  /** Default: the global `fetch`. */
  readonly fetch?: typeof fetch
}

export interface MambuCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** Below the base URL, already encoded, e.g. `/loans/LN1?detailsLevel=FULL`. */
  readonly path: string
  readonly body?: unknown
  /** UUID; POST only: Mambu knows no key for the other methods. */
  readonly idempotencyKey?: string
  /** Default 1 MiB. Bytes. */
  readonly maxAnswerBytes?: number
  /** Of the activity: a cancelled task ends the call. */
  readonly signal: AbortSignal
}

export interface MambuAnswer {
  readonly status: number
  /** Parsed JSON; null for an empty answer. */
  readonly body: unknown
  readonly headers: Headers
}

/**
 * Makes one call.
 *
 * @throws ApplicationFailure `MambuUnavailable` (retried): no connection, time-out, 102, 408, 409, 425, 429, 5xx
 * @throws ApplicationFailure `MambuRefused` (not retried): every other answer that is no success
 * @throws ApplicationFailure `MambuAnswerInvalid` (not retried): too large, or not JSON
 * @throws ApplicationFailure `MambuNotConfigured` (retried): a variable that the credentials refer to is missing
 */
export type CallMambu = (call: MambuCall) => Promise<MambuAnswer>

/**
 * @example
 * ```ts
 * const callMambu = createMambuClient({ baseUrl: 'https://TENANT.mambu.com/api', apiKey })
 * const { body } = await callMambu({ method: 'GET', path: '/loans/LN1', signal })
 * ```
 */
export function createMambuClient(options: MambuOptions): CallMambu {
  const base = options.baseUrl.replace(/\/+$/, '')
  const timeoutMs = options.timeoutMs ?? 10_000
  const send = options.fetch ?? fetch

  return async (call) => {
    const { method, path, body: sent, idempotencyKey, signal, maxAnswerBytes = MAX_ANSWER_BYTES } = call
    const name = `${method} ${path.split('?')[0]}`
    // An id that Mambu can't have; an URL would lead elsewhere with it, e.g. from one entity to the list of all.
    if (DOT_SEGMENT.test(name)) throw mambuFailure(name, 404, '')
    const credentials = await credentialHeaders(options)
    try {
      const response = await send(`${base}${path}`, {
        method,
        headers: {
          accept: 'application/vnd.mambu.v2+json',
          ...credentials.headers,
          ...(sent === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(sent === undefined ? {} : { body: JSON.stringify(sent) }),
        // A redirect could carry the key to another host.
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      const text = await readText(response, name, maxAnswerBytes)
      if (response.status < 200 || response.status > 299)
        throw mambuFailure(name, response.status, createMask(credentials.secrets)(text), {
          retryAfterMs: readRetryAfter(response.headers.get('retry-after')),
          // A secret that is being rotated is wrong for a moment only.
          passes: response.status === 401 && credentials.variable,
        })
      const body = withoutSecrets(parseAnswer(text, name), text, credentials.secrets)
      return { status: response.status, body, headers: response.headers }
    } catch (error) {
      if (error instanceof ApplicationFailure) throw error
      // Cancellation of the activity, not a fault of Mambu.
      if (signal.aborted) throw signal.reason
      throw unreachable(name, error, timeoutMs)
    }
  }
}

async function readText(response: Response, name: string, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw invalidAnswer(name, `is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function parseAnswer(text: string, name: string): unknown {
  if (text === '') return null
  try {
    return JSON.parse(text)
  } catch {
    throw invalidAnswer(name, 'is not JSON')
  }
}

/** Answers stay in histories. They are data, so no short text in them is taken for a credential. */
function withoutSecrets(body: unknown, text: string, secrets: readonly MaskedValue[]): unknown {
  const mask = createMask(secrets, MIN_IN_ANSWER)
  return mask(text) === text ? body : maskDeep(body, mask)
}

function invalidAnswer(name: string, what: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(`Mambu's answer to ${name} ${what}`, 'MambuAnswerInvalid')
}

/** Only the code of a network error is said: its text may hold what was sent. */
function unreachable(name: string, error: unknown, timeoutMs: number): ApplicationFailure {
  const { name: kind, cause } = error as { name?: string; cause?: { code?: string } }
  const why =
    kind === 'TimeoutError' ? `no answer within ${timeoutMs} ms` : (cause?.code ?? kind ?? 'network error')
  return ApplicationFailure.retryable(`Mambu did not answer ${name}: ${why}`, 'MambuUnavailable')
}
