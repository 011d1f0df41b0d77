/**
 * Sends the request of a call and reads the answer up to its limit. Redirects are followed for GET and HEAD only, each
 * under the same checks; at another origin nothing of the caller's headers or certificate is shown.
 */
import { isIP } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { apiFailure } from './api-call-failure.ts'
import type { ApiRequest } from './api-call-request.ts'
import { ADDRESS_REFUSED, lookupPublic } from './checked-lookup.ts'
import { isPrivateAddress } from './private-address.ts'

export interface RawAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

export interface SendLimits {
  readonly allowPrivate: boolean
  readonly timeoutMs: number
  readonly maxResponseBytes: number
  /** Ends the call early. */
  readonly signal: AbortSignal
}

const MAX_REDIRECTS = 5
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])
const CONNECT_TIMEOUT_MS = 10_000
/** Idle connections are closed before most servers close theirs. */
const KEEP_ALIVE_MS = 4_000

/** Connections are kept from call to call; calls with a certificate have their own. */
const SHARED = {
  public: new Agent({
    connect: { lookup: lookupPublic, timeout: CONNECT_TIMEOUT_MS },
    keepAliveTimeout: KEEP_ALIVE_MS,
  }),
  any: new Agent({ connect: { timeout: CONNECT_TIMEOUT_MS }, keepAliveTimeout: KEEP_ALIVE_MS }),
} as const

/**
 * @throws ApplicationFailure with the tag of what went wrong; never with a value of the request
 * @example const { status, body } = await send(request, { allowPrivate: false, timeoutMs: 60_000, ... })
 */
export async function send(first: ApiRequest, limits: SendLimits): Promise<RawAnswer> {
  const signal = AbortSignal.any([limits.signal, AbortSignal.timeout(limits.timeoutMs)])
  let next = first
  try {
    for (let redirects = 0; ; redirects += 1) {
      const answer = await sendOnce(next, limits, signal)
      const location = answer.headers.location
      const isFollowed = next.method === 'GET' || next.method === 'HEAD'
      if (!REDIRECTS.has(answer.status) || typeof location !== 'string' || !isFollowed) return answer
      if (redirects === MAX_REDIRECTS)
        throw apiFailure('api_bad_answer', `It redirected more than ${MAX_REDIRECTS} times`)
      next = redirect(next, location)
    }
  } catch (error) {
    throw explain(error, limits)
  }
}

function redirect(from: ApiRequest, location: string): ApiRequest {
  let url: URL
  try {
    url = new URL(location, from.url)
  } catch {
    throw apiFailure('api_bad_answer', 'It redirected to what is no URL')
  }
  const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && from.url.protocol === 'http:')
  if (!isWeb) throw apiFailure('api_bad_answer', 'It redirected away from https')
  if (url.origin === from.url.origin) return { ...from, url }
  const headers = { accept: '*/*', 'accept-encoding': 'identity' }
  return { ...from, url, headers, clientCertificate: null, serverCa: null }
}

async function sendOnce(
  { method, url, headers, body, clientCertificate, serverCa }: ApiRequest,
  { allowPrivate, maxResponseBytes }: SendLimits,
  signal: AbortSignal,
): Promise<RawAnswer> {
  // A literal address is connected to without a look-up.
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (!allowPrivate && isIP(host) !== 0 && isPrivateAddress(host)) {
    throw Object.assign(new Error('The address is private'), { code: ADDRESS_REFUSED })
  }
  const own = clientCertificate !== null || serverCa !== null
  const dispatcher = own
    ? new Agent({
        connect: {
          timeout: CONNECT_TIMEOUT_MS,
          ...(allowPrivate ? {} : { lookup: lookupPublic }),
          ...(clientCertificate === null ? {} : { cert: clientCertificate, key: clientCertificate }),
          ...(serverCa === null ? {} : { ca: serverCa }),
        },
      })
    : SHARED[allowPrivate ? 'any' : 'public']
  try {
    const answer = await request(url, {
      dispatcher,
      method: method as Dispatcher.HttpMethod,
      headers,
      body,
      signal,
      // The signal is the only clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: await readUpTo(answer.body, maxResponseBytes),
    }
  } finally {
    if (own) void dispatcher.destroy().catch(() => {})
  }
}

async function readUpTo(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    // Leaving the loop ends the connection.
    if (bytes > maxBytes)
      throw apiFailure('api_task_size_overflow_limit', `Its answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function explain(error: unknown, { signal, timeoutMs }: SendLimits): unknown {
  if (signal.aborted) return error
  const { name, code } = error as { readonly name?: string; readonly code?: string }
  if (name === 'ApplicationFailure') return error
  if (name === 'TimeoutError') return apiFailure('api_expire_query', `No answer within ${timeoutMs} ms`)
  if (code === ADDRESS_REFUSED)
    return apiFailure(
      'api_address_refused',
      'It leads to an address that is not public: allow it with `allowPrivate`',
    )
  if (code === 'UND_ERR_INVALID_ARG')
    return apiFailure('api_wrong_convert_param', 'Its headers or method can not be sent')
  return apiFailure('api_bind_error', `No connection (${code ?? name ?? 'unknown'})`)
}
