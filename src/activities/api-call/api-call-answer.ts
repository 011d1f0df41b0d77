/** Reads what a called system answered, by its status and content type. */
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { isStartnodeError } from '../../errors/startnode-error.ts'
import { parseStrictJson } from '../../formats/json/parse-strict-json.ts'
import { parseNvp } from '../../formats/nvp/parse-nvp.ts'
import { parseXml } from '../../formats/xml/parse-xml.ts'
import { readRetryAfter } from '../../mambu/client/retry-after.ts'
import { apiFailure } from './api-call-failure.ts'
import type { ApiAnswer } from './api-call-input.ts'
import type { RawAnswer } from './api-call-send.ts'

const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425, 429])
/** They would open a session to whoever reads the history. */
const LEFT_OUT: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2', 'authorization', 'connection'])
/** Characters of an answer that a failure quotes. */
const QUOTED = 500

/**
 * @param mask takes the secrets of the request out of a text
 * @throws ApplicationFailure `api_fatal_error` (5xx, 408, 425, 429; retried), `api_bad_answer`, `api_no_valid_json`,
 * `api_task_size_overflow_limit`
 */
export function readAnswer(
  raw: RawAnswer,
  maxResponseBytes: number,
  mask: (text: string) => string,
): ApiAnswer {
  const { status } = raw
  const retryAfter = raw.headers['retry-after']
  const body = unpack(raw, maxResponseBytes)
  if (status < 200 || status > 299) {
    const passes = status >= 500 || PASSING_STATUSES.has(status)
    throw apiFailure(passes ? 'api_fatal_error' : 'api_bad_answer', `It answered ${status}`, {
      httpCode: status,
      // A value cut in two would not be found.
      answer: mask(body.toString('utf8', 0, QUOTED * 8)).slice(0, QUOTED),
      retryAfterMs: passes && typeof retryAfter === 'string' ? readRetryAfter(retryAfter) : undefined,
    })
  }
  return { status, headers: headersOf(raw), body: parse(body, raw, mask) }
}

function headersOf({ headers }: RawAnswer): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || LEFT_OUT.has(name)
        ? []
        : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
    ),
  )
}

function unpack({ headers, body, status }: RawAnswer, maxOutputLength: number): Buffer {
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding === 'identity' || body.length === 0) return body
  const unpackers = { gzip: gunzipSync, 'x-gzip': gunzipSync, deflate: inflateSync, br: brotliDecompressSync }
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding as keyof typeof unpackers] : null
  try {
    if (unpacker !== null) return unpacker(body, { maxOutputLength })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw apiFailure('api_task_size_overflow_limit', `Its answer is larger than ${maxOutputLength} bytes`)
  }
  throw apiFailure('api_bad_answer', 'Its answer can not be unpacked', { httpCode: status })
}

function parse(body: Buffer, { headers, status }: RawAnswer, mask: (text: string) => string): unknown {
  if (body.length === 0) return null
  const type = String(headers['content-type'] ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase()
  try {
    if (type === 'application/json' || type?.endsWith('+json')) return parseJson(body)
    if (type === 'application/xml' || type === 'text/xml' || type?.endsWith('+xml')) return parseXml(body)
    if (type === 'application/x-www-form-urlencoded') return parseNvp(body)
  } catch (error) {
    const reason = isStartnodeError(error) ? mask(`: ${error.message}`) : ''
    const tag = type?.includes('json') ? 'api_no_valid_json' : 'api_bad_answer'
    throw apiFailure(tag, `Its answer is not valid ${type}${reason}`, { httpCode: status })
  }
  return type === undefined || type === '' || type.startsWith('text/')
    ? body.toString('utf8')
    : { base64: body.toString('base64') }
}

/** Any JSON value, as strictly as a delivery is read: no number may lose precision unseen. */
function parseJson(body: Buffer): unknown {
  const { value } = parseStrictJson(Buffer.concat([OPEN, body, CLOSE])) as { readonly value: unknown }
  return value
}

const OPEN = Buffer.from('{"value":')
const CLOSE = Buffer.from('}')
