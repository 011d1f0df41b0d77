import type { ApiCallLogic, Logic } from '../diagram.ts'
import { flagOf, type JsonValue, memberOf, numberOf, sliceOf, textOf } from './json-value.ts'
import { membersOf, readFields } from './read-fields.ts'
import { note, type Reading } from './reading.ts'

type Method = ApiCallLogic['method']
const METHODS: readonly string[] = [
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
] satisfies Method[]

/** Reads an API Call, `api`. What an old export lacks is as MPO's editor sets it: POST of JSON, five at a time. */
export function readApiCall(reading: Reading, logic: JsonValue, onError: string | null): Logic {
  const method = readMethod(reading, logic)
  // Nobody knows what it would do to the other side.
  if (method === null) return { kind: 'unsupported', type: 'api', onError }
  const text = (key: string) => textOf(memberOf(logic, key))
  const flag = (key: string) => flagOf(memberOf(logic, key))
  const response = flag('customize_response')
    ? readFields(reading, 'response', memberOf(logic, 'response'), memberOf(logic, 'response_type'))
    : null
  return {
    kind: 'api',
    url: text('url'),
    method,
    format: readFormat(text('format')),
    contentType: text('content_type') || 'application/json',
    fields: readFields(reading, 'extra', memberOf(logic, 'extra'), memberOf(logic, 'extra_type')),
    rawBody: text('raw_body'),
    headers: membersOf(reading, memberOf(logic, 'extra_headers')).map(([name, value]) => ({
      name,
      value: value.kind === 'string' ? value.value : value.kind === 'null' ? '' : sliceOf(value),
    })),
    maxThreads: Math.max(1, Math.trunc(numberOf(memberOf(logic, 'max_threads'), 5))),
    sendSystem: flag('send_sys'),
    debugInfo: flag('debug_info'),
    rfc: flag('rfc_format'),
    certificate: text('cert_pem'),
    signingSecret: text('api_secret_outer'),
    response,
    onError,
  }
}

function readMethod(reading: Reading, logic: JsonValue): Method | null {
  const value = memberOf(logic, 'method')
  const name = textOf(value).trim().toUpperCase()
  if (value === undefined || name === '') return 'POST'
  if (METHODS.includes(name)) return name as Method
  note(reading, 'method_unknown', value, `The method '${name.slice(0, 40)}' is none of ${METHODS.join(', ')}`)
  return null
}

function readFormat(name: string): ApiCallLogic['format'] {
  const format = name.trim().toLowerCase()
  return format === 'raw' || format === 'corezoid' ? format : ''
}
