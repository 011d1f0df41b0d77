/**
 * The way of one request through the core. The order of the checks is the contract (DESIGN, "The way of one webhook"):
 * nothing of a body is read before the request is known to be authentic, and nothing authentic is answered before it is
 * safe with `accept`. By call-backs, since promises from step to step would cost a tenth of accepting a delivery.
 */
import { parseCallbackUrl } from '../direct-url/callback-url.ts'
import { checkAuth, withoutCredentials } from '../direct-url/check-auth.ts'
import { type AuthorizeUrl, createAuthorizer } from '../direct-url/create-authorizer.ts'
import { type DirectUrl, parseDirectUrl } from '../direct-url/direct-url.ts'
import { DeliveryKeyReusedError } from '../errors/delivery-errors.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import type { Delivery } from '../inbox/delivery.ts'
import { concealKeyOf } from '../process/ids/conceal-ref.ts'
import { resolveSecrets } from '../settings/resolve-secrets.ts'
import { startNodeState } from '../settings/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { type Answer, answerAccepted, answerError } from './answer.ts'
import { answerPending, answerReply } from './answer-reply.ts'
import { createCallbackReceiver, type ReceiveCallback } from './callback.ts'
import { checkSource } from './checks/check-source.ts'
import { createRateLimits, type RateLimits } from './checks/rate-limits.ts'
import { readArrivingBody } from './checks/read-arriving-body.ts'
import { readWait } from './checks/read-wait.ts'
import { whatIsKept } from './checks/what-is-kept.ts'
import { findSource } from './http/trust-proxy.ts'
import { type Arrival, makeQuarantineDelivery, makeTaskDelivery, makeTrace } from './make-delivery.ts'
import type { ReceiverOptions } from './receiver-options.ts'
import type { ReceiverRequest } from './receiver-request.ts'
import { Trail } from './trail.ts'

/** What all requests of a receiver share. */
export interface Core {
  readonly options: ReceiverOptions
  readonly now: () => Date
  readonly authorize: AuthorizeUrl
  readonly limits: RateLimits
  readonly receiveCallback: ReceiveCallback
  readonly concealKey: Buffer | null
}

/** An arrival whose body is still to come. */
interface Arriving extends Arrival {
  body: Buffer
}

const NO_KEYS: readonly Buffer[] = []
const NO_BODY = Buffer.alloc(0)

export function createCore(options: ReceiverOptions): Core {
  return {
    options,
    now: options.now ?? (() => new Date()),
    authorize: createAuthorizer(options.signingKeys, options.startNodes),
    limits: createRateLimits(),
    receiveCallback: createCallbackReceiver(options),
    concealKey: concealKeyOf(options.encryptionKeys ?? NO_KEYS, options.signingKeys),
  }
}

/** One request: `begin` it, and `done` is told its answer once. */
export class Handling {
  readonly #core: Core
  readonly #request: ReceiverRequest
  readonly #done: (answer: Answer) => void
  readonly #trail: Trail
  #answerInvalid: 'error' | 'ok' = 'error'

  constructor(core: Core, request: ReceiverRequest, done: (answer: Answer) => void) {
    this.#core = core
    this.#request = request
    this.#done = done
    const { headers, source, test } = request
    const from = findSource(source ?? null, headers['x-forwarded-for'], core.options.trustProxy ?? null)
    this.#trail = new Trail(core.now(), from, test)
  }

  begin(): void {
    try {
      const { path, method } = this.#request
      const url = parseDirectUrl(path) ?? parseCallbackUrl(path)
      if (url === null) throw new StartnodeError('route_unknown')
      if (!isAllowed(method)) throw new StartnodeError('method_not_allowed')
      if (!('token' in url)) this.#admit(url)
      else this.#await(this.#core.receiveCallback(url, this.#request, this.#trail))
    } catch (error) {
      this.#fail(error)
    }
  }

  #finish(answer: Answer): void {
    const row = this.#trail.toRow(answer.status)
    this.#core.options.log.request(row)
    this.#request.onLogged?.(row)
    this.#done(answer)
  }

  #fail(error: unknown): void {
    this.#trail.fail(error)
    this.#finish(answerError(error, this.#trail.answers))
  }

  #await(answer: Promise<Answer>): void {
    answer.then(
      (ready) => this.#finish(ready),
      (error: unknown) => this.#fail(error),
    )
  }

  /** Finds out whether it is authentic, then reads its body. */
  #admit(url: DirectUrl): void {
    const { options, authorize, limits, concealKey } = this.#core
    const request = this.#request
    const trail = this.#trail
    const snapshot = options.settings.current()
    if (snapshot === null || options.signingKeys.length === 0) throw new StartnodeError('not_ready')
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
    const startNode = options.startNodes.get(process) as StartNode
    const arrival: Arriving = {
      startNode,
      addressed,
      format: url.format,
      request: { method: request.method, headers },
      receivedAt: trail.time,
      startDelayMs: intake.startDelayMs,
      concealKey,
      body: NO_BODY,
    }
    this.#answerInvalid = intake.answerInvalid ?? startNode.answerInvalid
    readArrivingBody(
      request,
      headers,
      startNode.maxBodyBytes ?? options.maxBodyBytes,
      (body) => {
        if (arrival.body === NO_BODY) trail.bytes = body.length
        arrival.body = body
      },
      (error) => this.#take(arrival, error),
    )
  }

  /** @param error null: the body is there */
  #take(arrival: Arrival, error: unknown): void {
    let delivery: Delivery
    try {
      if (error !== null) throw error
      delivery = makeTaskDelivery(arrival)
    } catch (refused) {
      this.#await(this.#keep(arrival, refused))
      return
    }
    try {
      this.#accept(arrival, delivery)
    } catch (failed) {
      this.#fail(failed)
    }
  }

  /** Nothing authentic is lost: it is refused and kept. */
  async #keep(arrival: Arrival, error: unknown): Promise<Answer> {
    const kept = whatIsKept(error)
    if (kept === 'nothing' || !isStartnodeError(error)) throw error
    const told200 = this.#answerInvalid === 'ok' || this.#trail.answers === 'mpo'
    const delivery =
      kept === 'trace' ? makeTrace(arrival, error) : makeQuarantineDelivery(arrival, error, told200)
    await this.#core.options.accept(delivery)
    // A 200 for what is not kept would be a lie.
    return this.#answerKept(delivery.taskId, error, kept === 'trace' ? 'error' : this.#answerInvalid)
  }

  #accept({ request, startNode }: Arrival, delivery: Delivery): void {
    const { options } = this.#core
    if (!this.#trail.test) options.onIdentified?.(delivery)
    const waitMs = readWait(request.headers, startNode)
    if (waitMs > 0) {
      const answer = this.#acceptAndAwait({ ...delivery, awaited: true }, waitMs)
      this.#await(answer.catch((error: unknown) => this.#answerReused(error)))
      return
    }
    options.accept(delivery).then(
      () => {
        this.#trail.taskId = delivery.taskId
        this.#finish(answerAccepted(delivery.taskId))
      },
      (error: unknown) => this.#await(this.#answerReused(error)),
    )
  }

  async #answerReused(error: unknown): Promise<Answer> {
    if (!(error instanceof DeliveryKeyReusedError)) throw error
    return this.#answerKept(error.entryId, error, this.#answerInvalid)
  }

  /** Answers a delivery that is in quarantine now: as an error, or with 200, which keeps the breaker of Mambu closed. */
  #answerKept(taskId: string, error: StartnodeError, answerInvalid: 'error' | 'ok'): Answer {
    this.#trail.taskId = taskId
    this.#trail.keptAs = taskId
    if (answerInvalid === 'error') throw error
    this.#trail.fail(error)
    return answerAccepted(taskId)
  }

  async #acceptAndAwait(delivery: Delivery, waitMs: number): Promise<Answer> {
    const { options } = this.#core
    const wait = options.expectReply?.(delivery, waitMs) ?? null
    try {
      await options.accept(delivery)
    } catch (error) {
      wait?.cancel()
      throw error
    }
    this.#trail.taskId = delivery.taskId
    const reply = wait === null ? null : await wait.reply
    if (reply === 'ended') return answerAccepted(delivery.taskId)
    return reply === null
      ? answerPending(delivery.taskId, options.taskUrl?.(delivery) ?? null)
      : answerReply(reply)
  }
}

function isAllowed(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}
