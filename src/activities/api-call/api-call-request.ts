/** Makes the request of a call: the one place where references become values. What it gives must not be logged. */
import { createHash, createHmac } from 'node:crypto'
import { idempotencyKeyOf } from '../../mambu/client/idempotency-key.ts'
import { apiFailure } from './api-call-failure.ts'
import type { ApiCallInput, ApiSignature } from './api-call-input.ts'
import type { OpenSecrets } from './open-secrets.ts'

export interface ApiRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | null
  readonly clientCertificate: string | null
  readonly serverCa: string | null
}

const CONTENT_TYPES = {
  json: 'application/json',
  xml: 'application/xml; charset=utf-8',
  form: 'application/x-www-form-urlencoded',
  raw: 'text/plain; charset=utf-8',
} as const

/**
 * @param now for the time in a signature
 * @throws ApplicationFailure `api_wrong_convert_param` when it can't be sent like that
 */
export function makeRequest(input: ApiCallInput, secrets: OpenSecrets, now: Date): ApiRequest {
  const url = readUrl(secrets.resolve(input.url))
  for (const [name, value] of Object.entries(input.query)) url.searchParams.set(name, secrets.resolve(value))
  const headers: Record<string, string> = { accept: '*/*', 'accept-encoding': 'identity' }
  const body = input.body === undefined ? null : Buffer.from(writeBody(input, secrets))
  if (body !== null) headers['content-type'] = CONTENT_TYPES[input.format]
  headers['x-startnode-task'] = input.taskId
  if (input.idempotencyKey) headers['idempotency-key'] = idempotencyKeyOf(input.taskId, input.callId)
  if (input.basic !== null) {
    const password = secrets.resolve(input.basic.password)
    const credentials = Buffer.from(`${secrets.resolve(input.basic.user)}:${password}`).toString('base64')
    secrets.hide(credentials)
    // It may be no variable's value; where it is, its reference stands for it.
    secrets.hide(password)
    headers.authorization = `Basic ${credentials}`
  }
  for (const [name, value] of Object.entries(input.headers))
    headers[name.toLowerCase()] = secrets.resolve(value)
  if (input.sign !== null) sign(input.sign, secrets, url, headers, body, now)
  const resolveOrNull = (text: string | null) => (text === null ? null : secrets.resolve(text))
  return {
    method: input.method,
    url,
    headers,
    body,
    clientCertificate: resolveOrNull(input.clientCertificate),
    serverCa: resolveOrNull(input.serverCa),
  }
}

function readUrl(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw apiFailure('api_wrong_convert_param', 'Its URL is none')
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw apiFailure('api_wrong_convert_param', 'Its URL is neither http nor https')
  if (url.username !== '' || url.password !== '')
    throw apiFailure('api_wrong_convert_param', 'Its URL holds credentials: give them as `basic`')
  return url
}

type Resolve = OpenSecrets['resolve']

function writeBody({ format, body, plainBody = false }: ApiCallInput, secrets: OpenSecrets): string {
  const resolve = plainBody ? secrets.resolveCallbacks : secrets.resolve
  if (format === 'json') return JSON.stringify(resolveDeep(body, resolve)) ?? 'null'
  if (format === 'form') {
    const form = new URLSearchParams()
    for (const [name, value] of Object.entries(body as Readonly<Record<string, unknown>>))
      for (const one of Array.isArray(value) ? value : [value]) form.append(name, resolve(String(one)))
    return form.toString()
  }
  if (typeof body !== 'string')
    throw apiFailure('api_wrong_convert_param', `A body of format ${format} must be a text`)
  return format === 'xml' ? resolve(body, escapeXml) : resolve(body)
}

/** References stand in the texts of a JSON body, so a value can't break out of its text. */
function resolveDeep(value: unknown, resolve: Resolve): unknown {
  if (typeof value === 'string') return resolve(value)
  if (Array.isArray(value)) return value.map((item) => resolveDeep(item, resolve))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolveDeep(item, resolve)]))
}

const XML_ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

function escapeXml(value: string): string {
  return value.replace(/[&<>"']/g, (character) => XML_ENTITIES[character] as string)
}

function sign(
  signature: ApiSignature,
  secrets: OpenSecrets,
  url: URL,
  headers: Record<string, string>,
  body: Buffer | null,
  now: Date,
): void {
  const secret = secrets.resolve(signature.secret)
  const time = String(Math.floor(now.getTime() / 1_000))
  if (signature.scheme === 'mpo') {
    const hash = createHash('sha1').update(time + secret)
    if (body !== null) hash.update(body)
    url.searchParams.set('conv_time', time)
    url.searchParams.set('conv_id', signature.convId)
    url.searchParams.set('conv_signature', hash.update(secret).digest('hex'))
    return
  }
  const hmac = createHmac('sha256', secret).update(`${time}.`)
  if (body !== null) hmac.update(body)
  headers['x-signature-time'] = time
  headers[(signature.header ?? 'x-signature').toLowerCase()] = hmac.digest('hex')
}
