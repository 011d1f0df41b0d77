/**
 * The receiver's core: a request in, an answer out, free of any framework. The order of the checks is the contract
 * (DESIGN, "The way of one webhook"): nothing of a body is read before the request is known to be authentic, and
 * nothing authentic is answered before it is safe with `accept`.
 */
import { createHash } from 'node:crypto'
import { MethodNotAllowedError } from '../errors/method-not-allowed-error.ts'
import { NotReadyError } from '../errors/not-ready-error.ts'
import { RouteUnknownError } from '../errors/route-unknown-error.ts'
import { isStartnodeError, type StartnodeError } from '../errors/startnode-error.ts'
import type { AcceptDelivery, Delivery } from '../inbox/delivery.ts'
import { taskIdOf } from '../process/task-id.ts'
import { authorizeDirectUrl } from '../start-node/authorize-direct-url.ts'
import { parseDirectUrl } from '../start-node/direct-url.ts'
import type { SettingsSnapshot } from '../start-node/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { type Answer, answerAccepted, answerError } from './answer.ts'
import { checkArgumentSize } from './check-argument-size.ts'
import { checkBodyHeaders } from './check-body-headers.ts'
import { checkInput } from './check-input.ts'
import { readDeliveryKey, readRef } from './identify-delivery.ts'
import { parseStrictJson } from '../formats/json/parse-strict-json.ts'
import type { ReceiverLog } from './receiver-log.ts'
import type { ReceiverRequest } from './receiver-request.ts'

export interface ReceiverOptions {
  /** The settings as last read; null: none yet, every request is answered 503. */
  readonly settings: { current(): SettingsSnapshot | null }
  /** By process id. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  /** The first signs, all verify. */
  readonly signingKeys: readonly Buffer[]
  readonly accept: AcceptDelivery
  /** For processes whose Start node sets no limit of its own. */
  readonly maxBodyBytes: number
  readonly log: ReceiverLog
  /** Default: the clock. */
  readonly now?: () => Date
}

export interface Receiver {
  /** Answers one request; never rejects. */
  handle(request: ReceiverRequest): Promise<Answer>
}

/** What is known of a request so far: what the log row says of it, however far it came. */
interface Trail {
  process: string | null
  bytes: number
  taskId: string | null
}

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
  return {
    async handle(request) {
      const start = performance.now()
      const time = now()
      const trail: Trail = { process: null, bytes: 0, taskId: null }
      let error: unknown = null
      try {
        await receive(options, request, time, trail)
      } catch (thrown) {
        error = thrown
      }
      const failed = error !== null
      const answer = failed ? answerError(error) : answerAccepted(trail.taskId as string)
      options.log.request({
        time: time.toISOString(),
        process: trail.process,
        code: failed ? (isStartnodeError(error) ? error.code : 'internal') : 'accepted',
        status: answer.status,
        bytes: trail.bytes,
        durationMs: performance.now() - start,
        taskId: trail.taskId,
        source: request.source ?? null,
        ...(failed && !isStartnodeError(error) ? { err: error } : {}),
      })
      return answer
    },
  }
}

async function receive(
  options: ReceiverOptions,
  request: ReceiverRequest,
  now: Date,
  trail: Trail,
): Promise<void> {
  const url = parseDirectUrl(request.path)
  if (url === null) throw new RouteUnknownError()
  if (!isAllowed(request.method)) throw new MethodNotAllowedError()
  const { signingKeys, startNodes } = options
  const snapshot = options.settings.current()
  if (snapshot === null || signingKeys.length === 0) throw new NotReadyError()
  const { process } = authorizeDirectUrl(snapshot, signingKeys, startNodes, url, request.path, now)
  trail.process = process
  // Auth of the Start node comes here.
  checkBodyHeaders(request.headers)
  const startNode = startNodes.get(process) as StartNode
  const body = await request.readBody(startNode.maxBodyBytes ?? options.maxBodyBytes)
  trail.bytes = body.length

  const arrival = { startNode, request, body, receivedAt: now.toISOString() }
  let delivery: Delivery
  let problem: StartnodeError | null = null
  try {
    delivery = readDelivery(arrival)
  } catch (error) {
    if (!isStartnodeError(error) || error.code === 'body_too_large') throw error
    // Nothing authentic is lost: it is refused and kept.
    problem = error
    delivery = toQuarantine(arrival, error)
  }
  await options.accept(delivery)
  trail.taskId = delivery.taskId
  if (problem !== null) throw problem
}

function isAllowed(method: string): boolean {
  return method === 'POST' || method === 'PUT' || method === 'PATCH'
}

/** An authentic request whose body is read. */
interface Arrival {
  readonly startNode: StartNode
  readonly request: ReceiverRequest
  readonly body: Buffer
  readonly receivedAt: string
}

function readDelivery(arrival: Arrival): Delivery {
  const { startNode, request, body } = arrival
  const data = parseStrictJson(body)
  checkInput(startNode.input, data)
  const key = readDeliveryKey(startNode, data, request.headers)
  const ref = readRef(startNode, data, request.headers)
  checkArgumentSize(data, body.length)
  return makeDelivery(arrival, taskIdOf(startNode.process, key), key, ref, null)
}

/** Repeats collapse: by delivery key where it can be read, else by the bytes of the body. */
function toQuarantine(arrival: Arrival, error: StartnodeError): Delivery {
  const key = findDeliveryKey(arrival)
  const { process } = arrival.startNode
  const taskId =
    key === null
      ? taskIdOf(`${process}#malformed`, createHash('sha256').update(arrival.body).digest('hex'))
      : taskIdOf(process, key)
  const { code, message, problems } = error
  return makeDelivery(arrival, taskId, key, null, { code, message, problems })
}

function findDeliveryKey({ startNode, request, body }: Arrival): string | null {
  try {
    const inBody = startNode.deliveryKey !== null && 'pointer' in startNode.deliveryKey
    return readDeliveryKey(startNode, inBody ? parseStrictJson(body) : null, request.headers)
  } catch {
    return null
  }
}

function makeDelivery(
  { startNode, request, body, receivedAt }: Arrival,
  taskId: string,
  key: string | null,
  ref: string | null,
  problem: Delivery['problem'],
): Delivery {
  return {
    process: startNode.process,
    workflowType: startNode.workflowType,
    title: startNode.title,
    taskId,
    requestId: `startnode-${taskId}`,
    key,
    ref,
    refInUse: startNode.refInUse,
    receivedAt,
    method: request.method,
    contentType: (request.headers['content-type'] as string | undefined) ?? null,
    format: 'json',
    problem,
    body,
  }
}
