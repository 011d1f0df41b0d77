/** The API Call of a diagram: one try, without Idempotency-Key; every failure is a value that the diagram routes. */
import { ApplicationFailure, cancellationSignal } from '@temporalio/activity'
import type { ApiAnswer, LogicFailure } from '../../diagram/step/effect.ts'
import type { Variables } from '../../settings/open-variables.ts'
import type { ApiFailureDetail } from '../api-call/api-call-failure.ts'
import { send } from '../api-call/api-call-send.ts'
import { createCallSlots } from '../api-call/call-slots.ts'
import type { DiagramActivities } from './diagram-activities.ts'
import { makeDiagramRequest } from './make-diagram-request.ts'
import { openParts } from './open-parts.ts'
import { readDiagramAnswer } from './read-diagram-answer.ts'

/** MPO's own: what has not answered by then is a bad answer. ms. */
const TIMEOUT_MS = 60_000
/** Waiting for one of `max_threads`. ms. */
const SLOT_WAIT_MS = 30_000
/** Of an answer, which goes into the history. Bytes. */
const MAX_RESPONSE_BYTES = 1_048_576

export interface CallPorts {
  readonly variables: () => Promise<Variables>
  /** Hosts, in lower case, that may be at loopback, private and link-local addresses. Default: none. */
  readonly privateHosts?: readonly string[]
}

/** Makes the activity `callForDiagram`. */
export function createCallForDiagram({
  variables,
  privateHosts = [],
}: CallPorts): DiagramActivities['callForDiagram'] {
  const slots = createCallSlots({})
  return async (call) => {
    const opened = openParts(await variables())
    let host = ''
    try {
      const request = makeDiagramRequest(call, opened, new Date())
      host = request.url.hostname
      const signal = cancellationSignal()
      const { maxThreads, rfc, debugInfo, format, method } = call.effect
      const wish = { node: call.node, host: request.url.host, maxThreads, waitMs: SLOT_WAIT_MS, signal }
      const slot = await slots.take(wish)
      if ('refused' in slot)
        return { failure: { type: 'hardware', tag: 'api_expire_query', description: '' } }
      const begun = performance.now()
      try {
        const allowPrivate = privateHosts.includes(host)
        const limits = { allowPrivate, timeoutMs: TIMEOUT_MS, maxResponseBytes: MAX_RESPONSE_BYTES, signal }
        const raw = await send(request, limits)
        const answer = readDiagramAnswer(raw, { rfc, mask: opened.mask, format, method })
        const debug = {
          http_exec_time: Math.round(performance.now() - begun),
          http_req_body_size: request.body?.length ?? 0,
          http_res_code: raw.status,
          http_res_body_size: raw.body.length,
        }
        return { answer: opened.maskAnswer<ApiAnswer>(debugInfo ? { ...answer, debug } : answer) }
      } finally {
        slot.release()
      }
    } catch (error) {
      return { failure: failureOf(error, opened.mask, host) }
    }
  }
}

/**
 * In MPO's words; what is no failure of a call is the worker's own trouble and passes.
 *
 * @param host of the URL; '': there is none yet
 */
export function failureOf(error: unknown, mask: (text: string) => string, host: string): LogicFailure {
  if (!(error instanceof ApplicationFailure)) throw error
  const detail = error.details?.[0] as Partial<ApiFailureDetail> | undefined
  const httpCode = detail?.httpCode ?? undefined
  const code = httpCode === undefined ? {} : { httpCode }
  switch (error.type) {
    case 'api_expire_query':
      return { type: 'software', tag: 'api_bad_answer', description: 'timeout' }
    case 'api_bind_error':
      return { type: 'software', tag: 'api_bad_answer', description: 'failed_connect' }
    case 'api_address_refused':
      return {
        type: 'software',
        tag: 'api_bad_answer',
        description: `It leads to an address that is not public: allow its host, ${mask(host)}, in DIAGRAM_PRIVATE_HOSTS`,
      }
    case 'api_fatal_error':
      return { type: 'software', tag: 'api_bad_answer', description: mask(error.message), ...code }
    default:
      return {
        type: 'software',
        tag: error.type ?? 'api_bad_answer',
        description: mask(error.message),
        ...code,
      }
  }
}
