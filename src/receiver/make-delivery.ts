/** Makes deliveries of authentic requests: one for a task, or, when the body does not do, one for quarantine. */
import { createHash } from 'node:crypto'
import { SchemaMismatchError } from '../errors/delivery-errors.ts'
import type { StartnodeError } from '../errors/startnode-error.ts'
import { parseBody } from '../formats/parse-body.ts'
import type { Delivery } from '../inbox/delivery.ts'
import { concealRef } from '../process/ids/conceal-ref.ts'
import { taskIdOf } from '../process/ids/task-id.ts'
import type { BodyFormat } from '../process/task.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { checkArgumentSize } from './checks/check-argument-size.ts'
import { checkInput } from './checks/check-input.ts'
import { readDeliveryKey, readRef } from './checks/identify-delivery.ts'
import { placeProblems } from './checks/place-problems.ts'
import type { ReceiverRequest } from './receiver-request.ts'

/** An authentic request whose body is read. */
export interface Arrival {
  readonly startNode: StartNode
  /** What its URL named: the process id or `@alias`. */
  readonly addressed: string
  readonly format: BodyFormat
  readonly request: Pick<ReceiverRequest, 'method' | 'headers'>
  /** Unpacked; as sent where it could not be. */
  readonly body: Buffer
  readonly receivedAt: string
  readonly startDelayMs: number
  /** For a concealed ref; null: there is no key at all. */
  readonly concealKey: Buffer | null
}

/**
 * A delivery that can become a task.
 *
 * @throws BodyFormatError, SchemaMismatchError, `delivery_key_invalid`, `ref_invalid`, `body_too_large`
 */
export function makeTaskDelivery(arrival: Arrival): Delivery {
  const { startNode, addressed, format, request, body } = arrival
  const data = parseBody(format, body)
  checkData(arrival, data)
  const key = readDeliveryKey(startNode, data, request.headers)
  const ref = readRef(startNode, data, request.headers)
  checkArgumentSize(data, body.length)
  return makeDelivery(arrival, taskIdOf(addressed, key), key, ref, null)
}

function checkData({ startNode, format, body }: Arrival, data: unknown): void {
  try {
    checkInput(startNode.input, data)
  } catch (error) {
    if (!(error instanceof SchemaMismatchError)) throw error
    throw new SchemaMismatchError(placeProblems(error.problems, format, body))
  }
}

/**
 * A delivery for quarantine. Repeats collapse: by delivery key where it can be read, else by the bytes of the body.
 *
 * @param error why it can't become a task
 */
export function makeQuarantineDelivery(arrival: Arrival, error: StartnodeError): Delivery {
  const { addressed, body } = arrival
  const key = findDeliveryKey(arrival)
  const ref = findHeaderRef(arrival)
  const taskId =
    key === null
      ? taskIdOf(`${addressed}#malformed`, createHash('sha256').update(body).digest('hex'))
      : taskIdOf(addressed, key)
  const { code, message, problems } = error
  return makeDelivery(arrival, taskId, key, ref, { code, message, problems })
}

/** A refusal without its body, for quarantine; it claims no id that a good delivery could have. Repeats collapse. */
export function makeTrace(arrival: Arrival, error: StartnodeError): Delivery {
  const { addressed, request } = arrival
  const { code, message, problems } = error
  const nobody = { ...arrival, body: Buffer.alloc(0) }
  const key = findDeliveryKey(nobody)
  const same = key ?? `length:${request.headers['content-length'] ?? ''}`
  const problem = { code, message, problems }
  return makeDelivery(nobody, taskIdOf(`${addressed}#${code}`, same), key, findHeaderRef(nobody), problem)
}

function findDeliveryKey({ startNode, format, request, body }: Arrival): string | null {
  try {
    const inBody = startNode.deliveryKey !== null && 'pointer' in startNode.deliveryKey
    return readDeliveryKey(startNode, inBody ? parseBody(format, body) : null, request.headers)
  } catch {
    return null
  }
}

/** A ref in a header is known however broken the body is, and gone once it is mended: so it is kept. */
function findHeaderRef({ startNode, request }: Arrival): string | null {
  if (startNode.ref === null || 'pointer' in startNode.ref) return null
  try {
    return readRef(startNode, null, request.headers)
  } catch {
    return null
  }
}

function makeDelivery(
  { startNode, addressed, format, request, body, receivedAt, startDelayMs, concealKey }: Arrival,
  taskId: string,
  key: string | null,
  ref: string | null,
  problem: Delivery['problem'],
): Delivery {
  const delivery: Delivery = {
    process: startNode.process,
    addressed,
    workflowType: startNode.workflowType,
    title: startNode.title,
    taskId,
    requestId: `startnode-${taskId}`,
    key,
    ref,
    ...(startNode.conceal && ref !== null && concealKey !== null
      ? { refInId: concealRef(concealKey, startNode.process, ref) }
      : {}),
    refInUse: startNode.refInUse,
    receivedAt,
    method: request.method,
    contentType: (request.headers['content-type'] as string | undefined) ?? null,
    format,
    problem,
    body,
  }
  return startDelayMs > 0 ? { ...delivery, startDelayMs } : delivery
}
