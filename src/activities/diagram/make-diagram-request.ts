/** Makes the request of a diagram's API Call (facts: mpo-semantics 27 to 31). What it gives must not be logged. */
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../diagram/diagram.ts'
import { pathOf, writePath } from '../../diagram/language/index.ts'
import { apiFailure } from '../api-call/api-call-failure.ts'
import type { ApiRequest } from '../api-call/api-call-request.ts'
import type { DiagramCall } from './diagram-activities.ts'
import type { OpenedParts } from './open-parts.ts'
import { writeXml } from './write-xml.ts'

/** Methods whose `extra` is the query. */
const BY_QUERY: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE'])

/**
 * @param now for the time in a signature
 * @throws ApplicationFailure `api_bad_answer` (`no_scheme`), `api_wrong_convert_param`
 */
export function makeDiagramRequest(
  { effect, system, taskId }: DiagramCall,
  { text, field }: OpenedParts,
  now: Date,
): ApiRequest {
  const fields = effect.fields.map(([name, value]) => [name, field(value)] as const)
  const byQuery = effect.format === '' && BY_QUERY.has(effect.method)
  const isJson = /json/i.test(effect.contentType) || effect.format === 'corezoid' || effect.contentType === ''
  const sent = effect.sendSystem && isJson ? [...fields, ['sys', system] as const] : fields
  const body = byQuery ? null : Buffer.from(writeBody(effect, sent, isJson, text))
  const secret = text(effect.signingSecret)
  const time = String(Math.floor(now.getTime() / 1_000))
  const signature =
    secret === ''
      ? null
      : createHash('sha1')
          .update(time + secret)
          .update(body ?? '')
          .update(secret)
          .digest('hex')
  const url = readUrl(
    text(effect.url) + (signature === null || effect.sendSystem ? '' : `/${time}/${signature}`),
  )
  if (byQuery) for (const [key, value] of fields) url.searchParams.set(nameOf(key), textOf(value))
  if (effect.sendSystem) {
    url.searchParams.set('conv_id', textOf(system.conv_id ?? ''))
    url.searchParams.set('conv_time', time)
    if (signature !== null) url.searchParams.set('conv_signature', signature)
  }
  const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' }
  if (body !== null)
    headers['content-type'] = effect.contentType === '' ? 'application/json' : effect.contentType
  headers['x-startnode-task'] = taskId
  for (const [name, parts] of effect.headers) {
    const value = text(parts)
    if (value !== '') headers[name.toLowerCase()] = value
  }
  const certificate = text(effect.certificate)
  return {
    method: effect.format === 'corezoid' ? 'POST' : effect.method,
    url,
    headers,
    body,
    clientCertificate: certificate === '' ? null : certificate,
    serverCa: null,
  }
}

function writeBody(
  { format, contentType, rawBody }: DiagramCall['effect'],
  fields: readonly (readonly [string, Json])[],
  isJson: boolean,
  text: OpenedParts['text'],
): string {
  if (format === 'raw') return text(rawBody)
  if (isJson) return JSON.stringify(buildBody(fields))
  if (/xml/i.test(contentType)) return writeXml(buildBody(fields))
  const form = new URLSearchParams()
  for (const [key, value] of fields) form.append(nameOf(key), textOf(value))
  return form.toString()
}

/** A path in a key writes into the structure (facts: mpo-semantics 10). */
function buildBody(fields: readonly (readonly [string, Json])[]): JsonObject {
  return fields.reduce<JsonObject>((body, [key, value]) => {
    const written = writePath(body, key, value)
    if ('ok' in written && written.ok) return written.value
    throw apiFailure(
      'api_wrong_convert_param',
      `The key '${key.slice(0, 60)}' can not be written beside the others`,
    )
  }, {})
}

/** Where there is no structure, a path is a name, and only its escapes mean something. */
function nameOf(key: string): string {
  const [name, ...below] = pathOf(key) ?? [key]
  return below.length === 0 ? String(name ?? '') : key
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function readUrl(given: string): URL {
  if (given.trim() === '') throw apiFailure('api_bad_answer', 'no_scheme')
  let url: URL
  try {
    url = new URL(given.trim())
  } catch {
    throw apiFailure('api_bad_answer', 'no_scheme')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw apiFailure('api_bad_answer', 'no_scheme')
  return url
}
