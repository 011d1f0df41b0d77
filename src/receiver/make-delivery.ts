/** Makes deliveries of authentic requests: one for a task, or, when the body does not do, one for quarantine. */
import { SchemaMismatchError } from '../errors/delivery-errors.ts'
import type { StartnodeError } from '../errors/startnode-error.ts'
import { parseBody } from '../formats/parse-body.ts'
import type { Delivery } from '../inbox/delivery.ts'
import { bodyDigestOf } from '../process/ids/body-digest.ts'
import { entryIdOf } from '../process/ids/entry-id.ts'
import { taskIdOf } from '../process/ids/task-id.ts'
import type { BodyFormat } from '../process/task.ts'
import { fieldsOf } from '../start-node/fields-of.ts'
import { refInIdOf as toRefInId } from '../start-node/ref-in-id.ts'
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
  const refInId = refInIdOf(arrival, ref)
  const digest = key === null ? undefined : bodyDigestOf(body)
  const delivery = makeDelivery(arrival, {
    taskId: taskIdOf(addressed, key, refInId),
    ...{ key, ref, refInId, digest },
  })
  const fields = fieldsOf(startNode, data, arrival.concealKey)
  return fields.length === 0 ? delivery : { ...delivery, fields }
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
 * A delivery for quarantine. It claims nothing: its id is that of an entry, so that a better body under the same key
 * becomes the task. The same bytes again are a repeat, but for a sender without a key that was told 200: it has no reason
 * to send them again, so those are deliveries of their own.
 *
 * @param error why it can't become a task
 * @param told200 true: its sender is not told that it was refused
 */
export function makeQuarantineDelivery(arrival: Arrival, error: StartnodeError, told200: boolean): Delivery {
  const { startNode, addressed, body, concealKey } = arrival
  const key = findDeliveryKey(arrival)
  const ref = findHeaderRef(arrival)
  const refInId = refInIdOf(arrival, ref)
  const digest = bodyDigestOf(body)
  const what = key !== null && startNode.sameKey === 'repeat' ? '' : digest
  const taskId =
    key === null && told200
      ? taskIdOf(addressed, null)
      : entryIdOf({ addressed, key, about: refInId ?? '', digest: what }, concealKey)
  const identity = key === null ? null : findIdentity(arrival, key)
  const { code, message, problems } = error
  return {
    ...makeDelivery(arrival, { taskId, key, ref, refInId, digest: key === null ? undefined : digest }),
    problem: { code, message, problems },
    ...(identity === null ? {} : { identity }),
  }
}

/** What a good body under this key would be; null: the ref can't be read. */
function findIdentity(arrival: Arrival, key: string): string | null {
  const { startNode, addressed, format, body, request } = arrival
  try {
    const inBody = startNode.ref !== null && 'pointer' in startNode.ref
    const ref = readRef(startNode, inBody ? parseBody(format, body) : null, request.headers)
    return taskIdOf(addressed, key, refInIdOf(arrival, ref))
  } catch {
    return null
  }
}

function refInIdOf({ startNode, concealKey }: Arrival, ref: string | null): string | null {
  return ref === null ? null : toRefInId(startNode, ref, concealKey)
}

/** A refusal without its body, for quarantine; it claims no id that a good delivery could have. Repeats collapse. */
export function makeTrace(arrival: Arrival, error: StartnodeError): Delivery {
  const { addressed, request } = arrival
  const { code, message, problems } = error
  const nobody = { ...arrival, body: Buffer.alloc(0) }
  const key = findDeliveryKey(nobody)
  const same = key ?? `length:${request.headers['content-length'] ?? ''}`
  const ref = findHeaderRef(nobody)
  const id = {
    taskId: taskIdOf(`${addressed}#${code}`, same),
    key,
    ref,
    refInId: refInIdOf(nobody, ref),
    digest: key === null ? undefined : bodyDigestOf(nobody.body),
  }
  return { ...makeDelivery(nobody, id), problem: { code, message, problems } }
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

interface Identified extends Pick<Delivery, 'taskId' | 'key' | 'ref'> {
  readonly refInId: string | null
  readonly digest: string | undefined
}

function makeDelivery(
  { startNode, addressed, format, request, body, receivedAt, startDelayMs }: Arrival,
  { taskId, key, ref, refInId, digest }: Identified,
): Delivery {
  const delivery: Delivery = {
    process: startNode.process,
    addressed,
    workflowType: startNode.workflowType,
    title: startNode.title,
    taskId,
    requestId: `startnode-${taskId}`,
    key,
    ...(digest === undefined ? {} : { digest }),
    ...(startNode.sameKey === 'repeat' ? { sameKey: 'repeat' } : {}),
    ref,
    ...(refInId === ref || refInId === null ? {} : { refInId }),
    refInUse: startNode.refInUse,
    receivedAt,
    method: request.method,
    contentType: (request.headers['content-type'] as string | undefined) ?? null,
    format,
    problem: null,
    body,
  }
  return startDelayMs > 0 ? { ...delivery, startDelayMs } : delivery
}
