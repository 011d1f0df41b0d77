import { StartnodeError } from '../errors/startnode-error.ts'
import type { Delivery } from '../inbox/delivery.ts'
import { DELIVERY_KEY_HEADERS } from '../process/ids/delivery-key.ts'
import type { BodyFormat } from '../process/task.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { makeTaskDelivery } from './make-delivery.ts'

/** What is kept of a delivery in quarantine. */
export interface KeptDelivery {
  readonly taskId: string
  readonly ref: string | null
  readonly receivedAt: string
  readonly contentType: string | null
  readonly body: string
  readonly bodyEncoding: 'text' | 'base64'
  readonly bodyCut: boolean
  readonly process: string
  readonly addressed?: string
  readonly key?: string | null
  readonly method?: string
  readonly format?: BodyFormat
}

/**
 * Reads a kept delivery by the rules of today, as if it came now: what has a key becomes the task of its identity, which
 * may be that of its sender's own better body. Key and ref that the Start node takes from a header are the ones that
 * came; where there was no key, the id of the entry is that of the task.
 *
 * @param concealKey for a concealed ref
 * @param options.asNew true: the id of the entry is that of the task all the same
 * @throws what `makeTaskDelivery` throws; `body_too_large` when only the beginning of the body was kept; StartnodeError
 *   `callback_late` for a callback
 */
export function readAgain(
  kept: KeptDelivery,
  startNode: StartNode,
  concealKey: Buffer | null,
  options: { readonly asNew?: boolean } = {},
): Delivery {
  if (kept.bodyCut)
    throw new StartnodeError('body_too_large', 'Only the beginning of the body was kept: give it a new one')
  if (kept.addressed?.startsWith('callback:'))
    throw new StartnodeError(
      'callback_late',
      'This is a callback and starts no task: call its URL again, or signal its task',
    )
  const { taskId, ref, key = null, contentType, receivedAt, method = 'POST' } = kept
  const headers: Record<string, string> = {}
  const keyed = startNode.deliveryKey
  if (keyed !== null && 'header' in keyed) headers[keyed.header.toLowerCase()] = key ?? taskId
  if (keyed === null && key !== null) headers[DELIVERY_KEY_HEADERS[0] as string] = key
  if (startNode.ref !== null && 'header' in startNode.ref && ref !== null) {
    headers[startNode.ref.header.toLowerCase()] = ref
  }
  if (contentType !== null) headers['content-type'] = contentType
  const standsIn = keyed !== null && 'header' in keyed && key === null
  const delivery = makeTaskDelivery({
    startNode,
    addressed: kept.addressed ?? kept.process,
    format: kept.format ?? 'json',
    request: { method, headers },
    body: Buffer.from(kept.body, kept.bodyEncoding === 'base64' ? 'base64' : 'utf8'),
    receivedAt,
    startDelayMs: 0,
    concealKey,
  })
  const hasIdentity = delivery.key !== null && !standsIn && !options.asNew
  return hasIdentity ? delivery : { ...delivery, taskId, requestId: `startnode-${taskId}` }
}
