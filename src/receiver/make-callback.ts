/** Makes deliveries of authentic callbacks: one for the task that waits, or, when the body does not do, one for quarantine. */
import { createHash } from 'node:crypto'
import type { CallbackTarget } from '../direct-url/callback-url.ts'
import type { NodeCallbackTarget } from '../direct-url/node-callback-url.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { parseBody } from '../formats/parse-body.ts'
import type { Delivery } from '../inbox/delivery.ts'
import type { CallbackFinder } from '../process/callback-find.ts'
import { bodyDigestOf } from '../process/ids/body-digest.ts'
import { workflowTypeOf } from '../process/ids/process-id.ts'
import { checkRef } from '../process/ids/ref.ts'
import { isTaskId, taskIdOf } from '../process/ids/task-id.ts'
import { refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import { readPointer } from '../process/json-pointer.ts'
import type { BodyFormat } from '../process/task.ts'
import { checkArgumentSize } from './checks/check-argument-size.ts'
import { readDeliveryKey } from './checks/identify-delivery.ts'
import type { ReceiverRequest } from './receiver-request.ts'

/** An authentic callback whose body is read. */
export interface CallbackArrival {
  readonly process: string
  readonly target: CallbackTarget | NodeCallbackTarget
  readonly format: BodyFormat
  readonly request: Pick<ReceiverRequest, 'method' | 'headers'>
  /** Unpacked; as sent where it could not be. */
  readonly body: Buffer
  readonly receivedAt: string
  /** What stands for a ref of the process in ids. */
  readonly refInId: (ref: string) => string
}

type Called = NonNullable<Delivery['callback']>

/**
 * A callback for its task. Without a delivery key, the same body for the same task at the same URL is the same callback.
 * Where the body names a ref, the task is not known here: the ref may have had another with the same words. Then every
 * callback has an id of its own, and the task knows the same body again by `urlId`.
 *
 * @throws BodyFormatError, `body_too_large`, `delivery_key_invalid`, `callback_task_missing`
 */
export function makeCallback(arrival: CallbackArrival): Delivery {
  const { format, request, body } = arrival
  const data = parseBody(format, body)
  checkArgumentSize(data, body.length)
  const key = readDeliveryKey({ deliveryKey: null }, data, request.headers)
  const { scope, called } = findTask(arrival, data)
  const callbackOf = `callback:${scope}`
  const sameBody = key === null ? taskIdOf(callbackOf, `body:${hashOf(body)}`) : null
  const byRef = called.find !== undefined && 'ref' in called.find
  const taskId = byRef && key === null ? taskIdOf(scope, null) : (sameBody ?? taskIdOf(callbackOf, key))
  const digest = key === null ? undefined : bodyDigestOf(body)
  // The URL of a node releases it many times, each callback once; another body is another callback.
  const urlId = sameBody ?? taskIdOf(callbackOf, key, digest)
  const keyed = digest === undefined ? {} : { digest }
  return makeDelivery(arrival, taskId, { key, ...keyed, callback: { urlId, ...called } })
}

/** A callback for quarantine; repeats of the same body collapse. */
export function makeKeptCallback(arrival: CallbackArrival, error: StartnodeError): Delivery {
  const { target, process, body } = arrival
  const scope = 'urlId' in target ? target.urlId : `${process}\0${target.node}`
  const { code, message, problems } = error
  const taskId = taskIdOf(`callback:${scope}#malformed`, body.length === 0 ? code : hashOf(body))
  return makeDelivery(arrival, taskId, { problem: { code, message, problems } })
}

/** @returns the task, and what tells this callback from those of others, but for its key or body */
function findTask(
  { target, process, refInId }: CallbackArrival,
  data: unknown,
): { readonly scope: string; readonly called: Omit<Called, 'urlId'> & { readonly urlId?: string } } {
  const { node } = target
  if ('urlId' in target) {
    const { workflowId, firstRunId, urlId } = target
    return { scope: urlId, called: { workflowId, firstRunId, node, urlId } }
  }
  const find = readTask(target.find, data)
  const workflowId =
    'ref' in find ? refWorkflowId(process, refInId(find.ref)) : taskWorkflowId(process, find.taskId)
  return { scope: `${workflowId}\0${node}`, called: { workflowId, firstRunId: null, find, node } }
}

function readTask({ by, pointer }: CallbackFinder, data: unknown): NonNullable<Called['find']> {
  const checked = checkRef(readPointer(data, pointer))
  if ('problem' in checked) throw taskMissing(by, pointer, checked.problem)
  const { ref } = checked
  if (by === 'ref') return { ref }
  if (!isTaskId(ref)) throw taskMissing(by, pointer, 'it is no task id: 24 lower-case hex')
  return { taskId: ref }
}

function makeDelivery(
  { process, target, format, request, body, receivedAt }: CallbackArrival,
  taskId: string,
  what: Partial<Pick<Delivery, 'key' | 'digest' | 'callback' | 'problem'>>,
): Delivery {
  return {
    process,
    addressed: `callback:${target.node}`,
    workflowType: workflowTypeOf(process),
    title: `Callback for ${target.node}`,
    taskId,
    requestId: `startnode-${taskId}`,
    key: null,
    ref: null,
    refInUse: 'signal',
    receivedAt,
    method: request.method,
    contentType: (request.headers['content-type'] as string | undefined) ?? null,
    format,
    problem: null,
    body,
    ...what,
  }
}

function hashOf(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex')
}

/** @param pointer where the URL says the task stands */
function taskMissing(by: 'taskId' | 'ref', pointer: string, problem: string): StartnodeError {
  const what = by === 'ref' ? 'the ref' : 'the id'
  return new StartnodeError(
    'callback_task_missing',
    `The body does not name its task: ${what} at ${pointer}: ${problem}`,
    { problems: [{ path: pointer, message: problem }] },
  )
}
