/** An API Call as `apiCall`: one try, as MPO does it. */
import type { ApiCallLogic } from '../diagram.ts'
import { callOf, type Lines, objectOf, quote } from './code-text.ts'
import { assign, fieldsOf, plainKey } from './write-logic.ts'
import { writeCallText, writeValue } from './write-text.ts'
import { check, milliseconds, type Writing } from './writing.ts'

const KEYS = 6
/** Of one try of `apiCall`, and of MPO. */
const LONGEST_MS = 60_000

/** Those of a request without a body. */
const READS = ['GET', 'HEAD', 'DELETE']

interface Parts {
  /** Of `ApiCallOptions`. */
  readonly options: readonly (readonly [string, Lines])[]
  readonly variables: readonly string[]
}

/** @returns null: it is more than `apiCall` can say */
export function writeApiCall(
  writing: Writing,
  logic: ApiCallLogic,
  title: string,
  limit: { readonly ms: number } | null,
): string[] | null {
  const { method, format, contentType, certificate, signingSecret, sendSystem, response } = logic
  const isOdd = format === 'corezoid' || certificate !== '' || signingSecret !== '' || sendSystem
  const url = writeCallText(logic.url)
  const headers = headersOf(logic)
  const body = bodyOf(logic)
  if (
    isOdd ||
    method === 'OPTIONS' ||
    /xml/.test(contentType) ||
    url === null ||
    headers === null ||
    body === null
  )
    return null
  const variables = [...new Set([...url.variables, ...headers.variables, ...body.variables])]
  const list: Lines = [`[${variables.map(quote).join(', ')}]`]
  const options: (readonly [string, Lines])[] = [
    ...(variables.length > 0 ? [['variables', list] as const] : []),
    ['method', [quote(method)]],
    ['url', [url.code]],
    ...headers.options,
    ...body.options,
    ['retry', ['{ attempts: 1 }']],
    ['idempotencyKey', ['false']],
    ...(limit === null ? [] : [['timeoutMs', [milliseconds(Math.min(limit.ms, LONGEST_MS))]] as const]),
  ]
  check(
    writing,
    'one try without Idempotency-Key, as the diagram drew it; apiCall retries by itself where you let it',
  )
  if (logic.debugInfo) check(writing, 'it keeps no `__conveyor_api_debug__`')
  if (limit !== null) check(writing, 'its time guard leads to its error exit')
  writing.used.add('apiCall')
  const before = 'const answer = await '
  const mapped = callOf('mpo.layFields', [['run.data'], ['answer'], fieldsOf(response ?? [])], 15)
  return [
    ...assign(before, callOf('apiCall', [[quote(title)], objectOf(options, KEYS)], before.length + 4)),
    ...(response === null
      ? ['run.data = mpo.layAnswer(run.data, answer.body)']
      : assign('run.data = ', mapped)),
  ]
}

/** Those without a value are not sent. */
function headersOf({ headers }: ApiCallLogic): Parts | null {
  const written = headers
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => ({ name, text: writeCallText(value) }))
  const entries: [string, Lines][] = []
  for (const { name, text } of written) {
    if (text === null || name.includes('{{')) return null
    entries.push([name, [text.code]])
  }
  return {
    options: entries.length === 0 ? [] : [['headers', objectOf(entries, KEYS + 2)]],
    variables: written.flatMap(({ text }) => text?.variables ?? []),
  }
}

/** The body, or the query of a request that has none. */
function bodyOf(logic: ApiCallLogic): Parts | null {
  const isRead = READS.includes(logic.method)
  if (logic.format === 'raw') {
    if (isRead) return { options: [], variables: [] }
    const raw = writeCallText(logic.rawBody)
    return (
      raw && {
        options: [
          ['body', [raw.code]],
          ['format', ["'raw'"]],
        ],
        variables: raw.variables,
      }
    )
  }
  const entries: [string, Lines][] = []
  const variables: string[] = []
  for (const { key, value, cast } of logic.fields) {
    const name = plainKey(key)
    const text = cast === 'string' || isRead ? writeCallText(value) : null
    const typed = text === null ? writeValue(value, cast, KEYS + 2, false) : null
    const lines = text !== null ? [text.code] : typed !== null && 'lines' in typed ? typed.lines : null
    if (name === null || lines === null) return null
    entries.push([name, lines])
    variables.push(...(text?.variables ?? []))
  }
  const object = objectOf(entries, KEYS + 2)
  if (isRead) return { options: entries.length === 0 ? [] : [['query', object]], variables }
  const form = /form/.test(logic.contentType) ? [['format', ["'form'"]] as const] : []
  return { options: [['body', object], ...form], variables }
}
