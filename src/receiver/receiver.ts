/**
 * The receiver's core: a request in, an answer out, free of any framework. The order of the checks is the contract
 * (DESIGN, "The way of one webhook"): nothing of a body is read before the request is known to be authentic, and
 * nothing authentic is answered before it is safe with `accept`.
 */

import { parseCallbackUrl } from '../direct-url/callback-url.ts'
import { checkAuth, withoutCredentials } from '../direct-url/check-auth.ts'
import { type AuthorizeUrl, createAuthorizer } from '../direct-url/create-authorizer.ts'
import { parseDirectUrl } from '../direct-url/direct-url.ts'
import { DeliveryKeyReusedError } from '../errors/delivery-errors.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import type { AcceptDelivery, Delivery } from '../inbox/delivery.ts'
import { concealKeyOf } from '../process/ids/conceal-ref.ts'
import { resolveSecrets } from '../settings/resolve-secrets.ts'
import { type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { type Answer, answerAccepted, answerError } from './answer.ts'
import { answerPending, answerReply } from './answer-reply.ts'
import { createCallbackReceiver, type ReceiveCallback } from './callback.ts'
import { checkSource } from './checks/check-source.ts'
import { createRateLimits, type RateLimits } from './checks/rate-limits.ts'
import { readArrivingBody } from './checks/read-arriving-body.ts'
import { readWait } from './checks/read-wait.ts'
import { whatIsKept } from './checks/what-is-kept.ts'
import { findSource, type TrustProxy } from './http/trust-proxy.ts'
import { type Arrival, makeQuarantineDelivery, makeTaskDelivery, makeTrace } from './make-delivery.ts'
import type { ReceiverLog } from './receiver-log.ts'
import type { ReceiverRequest } from './receiver-request.ts'
import type { ExpectReply } from './reply-port.ts'
import { Trail } from './trail.ts'

export interface ReceiverOptions {
  /** The settings as last read; null: none yet, every request is answered 503. */
  readonly settings: { current(): SettingsSnapshot | null }
  /** By process id. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  /** The first signs, all verify. */
  readonly signingKeys: readonly Buffer[]
  /** Open the credentials in the settings. Default: none, then every process with auth refuses. */
  readonly encryptionKeys?: readonly Buffer[]
  readonly accept: AcceptDelivery
  /** For processes whose Start node sets no limit of its own. */
  readonly maxBodyBytes: number
  readonly log: ReceiverLog
  /** Proxies whose X-Forwarded-For counts. Default: none. */
  readonly trustProxy?: TrustProxy
  /** Default: nobody waits, a caller that would is answered 202. */
  readonly expectReply?: ExpectReply
  /** Where people look at a task, for the Location of a 202. Default: nowhere. */
  readonly taskUrl?: (delivery: Delivery) => string | null
  /** Told of each delivery that can become a task, before it is accepted; tests of operators are left out. */
  readonly onIdentified?: (delivery: Delivery) => void
  /** Told of each use of an otherwise accepted URL. */
  readonly onAcceptedUse?: (pathHash: string) => void
  /** Default: the clock. */
  readonly now?: () => Date
}

export interface Receiver {
  /** Answers one request; never rejects. */
  handle(request: ReceiverRequest): Promise<Answer>
}

const NO_KEYS: readonly Buffer[] = []
const NO_BODY = Buffer.alloc(0)

/**
 * Creates the receiver.
 *
 * @example
 * ```ts
 * const receiver = createReceiver({ settings, startNodes, signingKeys, accept, maxBodyBytes: 1_048_576, log })
 * app.use(receiverRouter(receiver))
 * ```
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const now = options.now ?? (() => new Date())
  const authorize = createAuthorizer(options.signingKeys, options.startNodes)
  const limits = createRateLimits()
  const receiveCallback = createCallbackReceiver(options)
  const concealKey = concealKeyOf(options.encryptionKeys ?? NO_KEYS, options.signingKeys)
  return {
    async handle(request) {
      const forwardedFor = request.headers['x-forwarded-for']
      const source = findSource(request.source ?? null, forwardedFor, options.trustProxy ?? null)
      const trail = new Trail(now(), source, request.test)
      let answer: Answer
      try {
        answer = await receive(options, authorize, limits, concealKey, receiveCallback, request, trail)
      } catch (error) {
        trail.fail(error)
        answer = answerError(error, trail.answers)
      }
      const row = trail.toRow(answer.status)
      options.log.request(row)
      request.onLogged?.(row)
      return answer
    },
  }
}

async function receive(
  options: ReceiverOptions,
  authorize: AuthorizeUrl,
  limits: RateLimits,
  concealKey: Buffer | null,
  receiveCallback: ReceiveCallback,
  request: ReceiverRequest,
  trail: Trail,
): Promise<Answer> {
  const url = parseDirectUrl(request.path) ?? parseCallbackUrl(request.path)
  if (url === null) throw new StartnodeError('route_unknown')
  if (!isAllowed(request.method)) throw new StartnodeError('method_not_allowed')
  if ('token' in url) return receiveCallback(url, request, trail)
  const { signingKeys, startNodes } = options
  const snapshot = options.settings.current()
  if (snapshot === null || signingKeys.length === 0) throw new StartnodeError('not_ready')
  const { process, addressed, accepted } = authorize(snapshot, url, request.path, trail.now)
  const { auth, intake } = startNodeState(snapshot, process)
  if (!trail.test) checkSource(intake.sources, trail.source)
  trail.process = process
  trail.addressed = addressed
  if (auth.type !== 'none') {
    checkAuth(auth, request.headers, resolveSecrets(snapshot, options.encryptionKeys ?? NO_KEYS))
  }
  trail.answers = intake.answers
  if (accepted !== null) options.onAcceptedUse?.(accepted.pathHash)
  if (intake.perSecond !== null) limits.take(process, intake.perSecond)

  const headers = withoutCredentials(auth, request.headers)
  const startNode = startNodes.get(process) as StartNode
  const maxBytes = startNode.maxBodyBytes ?? options.maxBodyBytes
  let arrival: Arrival = {
    startNode,
    addressed,
    format: url.format,
    request: { method: request.method, headers },
    body: NO_BODY,
    receivedAt: trail.time,
    startDelayMs: intake.startDelayMs,
    concealKey,
  }
  const answerInvalid = intake.answerInvalid ?? startNode.answerInvalid
  let delivery: Delivery
  try {
    const readBody = (most: number) => request.readBody(most)
    await readArrivingBody({ headers, readBody }, maxBytes, (body) => {
      if (arrival.body === NO_BODY) trail.bytes = body.length
      arrival = { ...arrival, body }
    })
    delivery = makeTaskDelivery(arrival)
  } catch (error) {
    const kept = whatIsKept(error)
    if (kept === 'nothing' || !isStartnodeError(error)) throw error
    // Nothing authentic is lost: it is refused and kept.
    const told200 = answerInvalid === 'ok' || intake.answers === 'mpo'
    delivery = kept === 'trace' ? makeTrace(arrival, error) : makeQuarantineDelivery(arrival, error, told200)
    await options.accept(delivery)
    // A 200 for what is not kept would be a lie.
    return answerKept(delivery.taskId, error, kept === 'trace' ? 'error' : answerInvalid, trail)
  }
  if (!trail.test) options.onIdentified?.(delivery)
  const waitMs = readWait(headers, startNode)
  try {
    if (waitMs > 0) return await acceptAndAwait(options, { ...delivery, awaited: true }, waitMs, trail)
    await options.accept(delivery)
  } catch (error) {
    if (!(error instanceof DeliveryKeyReusedError)) throw error
    return answerKept(error.entryId, error, answerInvalid, trail)
  }
  trail.taskId = delivery.taskId
  return answerAccepted(delivery.taskId)
}

function isAllowed(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

/** Answers a delivery that is in quarantine now: as an error, or with 200, which keeps the breaker of Mambu closed. */
function answerKept(
  taskId: string,
  error: StartnodeError,
  answerInvalid: 'error' | 'ok',
  trail: Trail,
): Answer {
  trail.taskId = taskId
  trail.keptAs = taskId
  if (answerInvalid === 'error') throw error
  trail.fail(error)
  return answerAccepted(taskId)
}

async function acceptAndAwait(
  options: ReceiverOptions,
  delivery: Delivery,
  waitMs: number,
  trail: Trail,
): Promise<Answer> {
  const wait = options.expectReply?.(delivery, waitMs) ?? null
  try {
    await options.accept(delivery)
  } catch (error) {
    wait?.cancel()
    throw error
  }
  trail.taskId = delivery.taskId
  const reply = wait === null ? null : await wait.reply
  if (reply === 'ended') return answerAccepted(delivery.taskId)
  return reply === null
    ? answerPending(delivery.taskId, options.taskUrl?.(delivery) ?? null)
    : answerReply(reply)
}
