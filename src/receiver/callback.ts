/**
 * Callbacks: requests at a URL that a process handed out. Signature, body and inbox as for a delivery; there is no other
 * auth, and no settings are needed. It never asks Temporal: what is late or repeated is answered as far as this receiver
 * knows, and the record of the callback decides the rest, once.
 */
import { createHash } from 'node:crypto'
import { AccessDeniedError } from '../errors/access-denied-error.ts'
import { CallbackLateError } from '../errors/callback-late-error.ts'
import { DuplicateCallbackError } from '../errors/duplicate-callback-error.ts'
import { NotReadyError } from '../errors/not-ready-error.ts'
import { parseBody } from '../formats/parse-body.ts'
import type { AcceptDelivery, Delivery } from '../inbox/delivery.ts'
import { workflowTypeOf } from '../process/process-id.ts'
import { taskIdOf } from '../process/task-id.ts'
import { type CallbackUrl, openCallbackUrl } from '../start-node/callback-url.ts'
import { type Answer, answerAccepted } from './answer.ts'
import { checkArgumentSize } from './check-argument-size.ts'
import { checkBodyHeaders } from './check-body-headers.ts'
import { readDeliveryKey } from './identify-delivery.ts'
import type { ReceiverRequest } from './receiver-request.ts'
import type { Trail } from './trail.ts'
import { unpackBody } from './unpack-body.ts'

export interface CallbackOptions {
  readonly signingKeys: readonly Buffer[]
  readonly accept: AcceptDelivery
  readonly maxBodyBytes: number
}

export type ReceiveCallback = (url: CallbackUrl, request: ReceiverRequest, trail: Trail) => Promise<Answer>

/** Callbacks this receiver has accepted and remembers. */
const REMEMBERED = 10_000

/**
 * Makes what accepts callbacks. Without a delivery key, the same body at the same URL is the same callback: a URL is
 * handed out for one event.
 *
 * @returns throws NotReadyError, AccessDeniedError, CallbackLateError (410), DuplicateCallbackError (409), and what a
 * delivery that can't be read throws
 */
export function createCallbackReceiver({
  signingKeys,
  accept,
  maxBodyBytes,
}: CallbackOptions): ReceiveCallback {
  const accepted = new Set<string>()

  return async (url, request, trail) => {
    if (signingKeys.length === 0) throw new NotReadyError()
    const target = openCallbackUrl(signingKeys, url)
    if (target === null) throw new AccessDeniedError()
    const { workflowId, firstRunId, node, urlId, until } = target
    const process = workflowId.slice(0, workflowId.indexOf('/'))
    trail.process = process
    trail.addressed = process
    if (until !== null && trail.now.getTime() > until) throw new CallbackLateError()

    const encoding = checkBodyHeaders(request.headers)
    const sent = await request.readBody(maxBodyBytes)
    trail.bytes = sent.length
    const body = encoding === 'identity' ? sent : await unpackBody(encoding, sent, maxBodyBytes)
    const data = parseBody(url.format, body)
    checkArgumentSize(data, body.length)
    const key = readDeliveryKey({ deliveryKey: null }, data, request.headers)
    const taskId = taskIdOf(
      `callback:${urlId}`,
      key ?? `body:${createHash('sha256').update(body).digest('hex')}`,
    )
    trail.taskId = taskId
    if (accepted.has(taskId)) {
      if (key === null) throw new DuplicateCallbackError()
      return answerAccepted(taskId)
    }
    const delivery: Delivery = {
      process,
      addressed: process,
      workflowType: workflowTypeOf(process),
      title: `Callback for ${node}`,
      taskId,
      requestId: `startnode-${taskId}`,
      key,
      ref: null,
      refInUse: 'signal',
      receivedAt: trail.now.toISOString(),
      method: request.method,
      contentType: (request.headers['content-type'] as string | undefined) ?? null,
      format: url.format,
      problem: null,
      callback: { workflowId, firstRunId, node, urlId },
      body,
    }
    await accept(delivery)
    remember(accepted, taskId)
    return answerAccepted(taskId)
  }
}

function remember(accepted: Set<string>, id: string): void {
  accepted.add(id)
  if (accepted.size <= REMEMBERED) return
  for (const oldest of accepted) {
    accepted.delete(oldest)
    return
  }
}
