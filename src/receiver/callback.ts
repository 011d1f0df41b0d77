/**
 * Callbacks: requests at a URL that a process handed out, or at that of a node. Signature, body and inbox as for a
 * delivery; there is no other auth, and no settings are needed. It never asks Temporal: what is late or repeated is
 * answered as far as this receiver knows, and the record of the callback decides the rest, once.
 */

import { type CallbackUrl, openCallbackUrl } from '../direct-url/callback-url.ts'
import { isNodeCallback, openNodeCallbackUrl } from '../direct-url/node-callback-url.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import type { AcceptDelivery, Delivery } from '../inbox/delivery.ts'
import { concealKeyOf } from '../process/ids/conceal-ref.ts'
import { refInIdOf } from '../start-node/ref-in-id.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { type Answer, answerAccepted } from './answer.ts'
import { readArrivingBody } from './checks/read-arriving-body.ts'
import { whatIsKept } from './checks/what-is-kept.ts'
import { type CallbackArrival, makeCallback, makeKeptCallback } from './make-callback.ts'
import type { ReceiverRequest } from './receiver-request.ts'
import type { Trail } from './trail.ts'

export interface CallbackOptions {
  readonly signingKeys: readonly Buffer[]
  readonly encryptionKeys?: readonly Buffer[]
  /** Say whether the refs of a process are concealed. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  readonly accept: AcceptDelivery
  readonly maxBodyBytes: number
}

export type ReceiveCallback = (url: CallbackUrl, request: ReceiverRequest, trail: Trail) => Promise<Answer>

/** Callbacks this receiver has accepted and remembers. */
const REMEMBERED = 10_000
const NO_BODY = Buffer.alloc(0)

/**
 * Makes what accepts callbacks.
 *
 * @returns throws `not_ready`, `access_denied`, `callback_late` (410), `duplicate_callback` (409), and what
 * `makeCallback` throws; the callback is in quarantine then, without its body when it is too large
 */
export function createCallbackReceiver(options: CallbackOptions): ReceiveCallback {
  const { signingKeys, encryptionKeys = [], startNodes, accept, maxBodyBytes } = options
  const concealKey = concealKeyOf(encryptionKeys, signingKeys)
  const accepted = new Set<string>()

  return async (url, request, trail) => {
    if (signingKeys.length === 0) throw new StartnodeError('not_ready')
    const target = isNodeCallback(url)
      ? openNodeCallbackUrl(signingKeys, url)
      : openCallbackUrl(signingKeys, url)
    if (target === null) throw new StartnodeError('access_denied')
    const process =
      'process' in target ? target.process : target.workflowId.slice(0, target.workflowId.indexOf('/'))
    trail.process = process
    trail.addressed = process
    if ('until' in target && target.until !== null && trail.now.getTime() > target.until)
      throw new StartnodeError('callback_late')

    let arrival: CallbackArrival = {
      ...{ process, target, format: url.format, request, body: NO_BODY, receivedAt: trail.time },
      refInId: (ref) => refInIdOf(startNodes.get(process), ref, concealKey),
    }
    let delivery: Delivery
    try {
      const onSent = (body: Buffer) => {
        if (arrival.body === NO_BODY) trail.bytes = body.length
        arrival = { ...arrival, body }
      }
      await new Promise<void>((resolve, reject) =>
        readArrivingBody(request, request.headers, maxBodyBytes, onSent, (error) =>
          error === null ? resolve() : reject(error),
        ),
      )
      delivery = makeCallback(arrival)
    } catch (error) {
      const kept = whatIsKept(error)
      if (kept === 'nothing' || !isStartnodeError(error)) throw error
      // Nothing authentic is lost: it is refused and kept.
      const entry = makeKeptCallback(kept === 'trace' ? { ...arrival, body: NO_BODY } : arrival, error)
      trail.taskId = entry.taskId
      trail.keptAs = entry.taskId
      await accept(entry)
      throw error
    }
    const { taskId, key } = delivery
    trail.taskId = taskId
    // Another body under its key goes on: its record tells the two apart.
    const known = `${taskId} ${delivery.digest ?? ''}`
    if (accepted.has(known)) {
      if (key === null) throw new StartnodeError('duplicate_callback')
      return answerAccepted(taskId)
    }
    await accept(delivery)
    remember(accepted, known)
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
