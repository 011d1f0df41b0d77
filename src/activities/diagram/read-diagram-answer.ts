import type { Json } from '../../diagram/diagram.ts'
import type { ApiAnswer } from '../../diagram/step/effect.ts'
import { readAnswer } from '../api-call/api-call-answer.ts'
import { apiFailure } from '../api-call/api-call-failure.ts'
import type { RawAnswer } from '../api-call/api-call-send.ts'

const SUCCESS: ReadonlySet<number> = new Set([200, 201, 202])
const MAX_BYTES = 1_048_576

/**
 * Reads an answer as MPO does: 200, 201 and 202 are success, with `rfc` every 2xx, which may then be empty but for 200 and 201
 * (facts: mpo-semantics 28). The answer to a HEAD never has a body.
 *
 * @throws ApplicationFailure `api_bad_answer`, `api_no_valid_json`, `api_no_request_proc`, `api_no_ops`
 */
export function readDiagramAnswer(
  raw: RawAnswer,
  {
    rfc,
    mask,
    format,
    method,
  }: { rfc: boolean; mask: (text: string) => string; format: string; method: string },
): ApiAnswer {
  const { status } = raw
  const succeeded = rfc ? status >= 200 && status < 300 : SUCCESS.has(status)
  if (!succeeded) throw apiFailure('api_bad_answer', `It answered ${status}`, { httpCode: status })
  const answer = readAnswer(raw, MAX_BYTES, mask)
  const type = String(raw.headers['content-type'] ?? '')
  if (/^image\//i.test(type))
    return { ...answer, body: (answer.body as { base64: string }).base64, isImage: true }
  const body = typeof answer.body === 'string' ? readText(answer.body, status) : (answer.body as Json)
  const mayBeEmpty = method === 'HEAD' || (rfc && status !== 200 && status !== 201)
  if (body === null && !mayBeEmpty)
    throw apiFailure('api_no_valid_json', 'Its answer is empty', { httpCode: status })
  if (format === 'corezoid') checkEnvelope(body, status)
  return { status, headers: answer.headers, body }
}

/** A text that looks like JSON is JSON, whatever its content type says. */
function readText(text: string, status: number): Json {
  const trimmed = text.trim()
  if (trimmed === '') return null
  if (!/^[[{]/.test(trimmed)) return text
  try {
    return JSON.parse(trimmed) as Json
  } catch {
    throw apiFailure('api_no_valid_json', 'Its answer looks like JSON and is none', { httpCode: status })
  }
}

function checkEnvelope(body: Json, httpCode: number): void {
  const members = typeof body === 'object' && body !== null ? body : {}
  for (const name of ['request_proc', 'ops'] as const)
    if (!Object.hasOwn(members, name))
      throw apiFailure(`api_no_${name}`, `Its answer has no ${name}`, { httpCode })
}
