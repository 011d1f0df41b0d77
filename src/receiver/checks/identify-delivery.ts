/** Reads from a delivery which one it is (delivery key) and what it is about (ref). */
import { type Problem, StartnodeError } from '../../errors/startnode-error.ts'
import { checkDeliveryKey, DELIVERY_KEY_HEADERS } from '../../process/ids/delivery-key.ts'
import { checkRef } from '../../process/ids/ref.ts'
import { findInvisible } from '../../process/invisible-text.ts'
import { findUnfilled, UNFILLED_TEXT } from '../../start-node/mambu-text.ts'
import { nameSource, type RequestHeaders, readSource } from '../../start-node/read-source.ts'
import type { Source, StartNode } from '../../start-node/start-node.ts'

/**
 * The delivery key; null when the sender gave none, so that every delivery is new.
 *
 * A key the Start node names must be there: without it repeats would silently become tasks. Never a body hash: the
 * same end-of-day body comes every day.
 *
 * @throws StartnodeError `delivery_key_invalid`
 */
export function readDeliveryKey(
  startNode: Pick<StartNode, 'deliveryKey'>,
  data: unknown,
  headers: RequestHeaders,
): string | null {
  const source = startNode.deliveryKey ?? findKeyHeader(headers)
  if (source === null) return null
  const value = readSource(source, data, headers)
  const checked = refuseUnfilled(value) ?? checkDeliveryKey(value)
  if ('key' in checked) return checked.key
  const name = nameSource(source)
  throw new StartnodeError(
    'delivery_key_invalid',
    `The delivery key (${name}) is not usable: ${checked.problem}`,
    { problems: [problemAt(source, checked.problem)] },
  )
}

/**
 * The business reference; null when the Start node has none.
 *
 * @throws StartnodeError `ref_invalid`
 */
export function readRef(startNode: StartNode, data: unknown, headers: RequestHeaders): string | null {
  const source = startNode.ref
  if (source === null) return null
  const value = readSource(source, data, headers)
  const checked = refuseUnfilled(value) ?? refuseInvisible(value) ?? checkRef(value)
  if ('ref' in checked) return checked.ref
  throw new StartnodeError(
    'ref_invalid',
    `The ref (${nameSource(source)}) is not usable: ${checked.problem}`,
    { problems: [problemAt(source, checked.problem)] },
  )
}

/** Every loan would have this ref, or all deliveries this key. */
function refuseUnfilled(value: unknown): { readonly problem: string } | null {
  const unfilled = typeof value === 'string' ? findUnfilled(value) : null
  return unfilled === null ? null : { problem: `${unfilled} ${UNFILLED_TEXT}` }
}

/** Two refs would look alike, and one would turn around the line it is shown on. */
function refuseInvisible(value: unknown): { readonly problem: string } | null {
  const found = typeof value === 'string' ? findInvisible(value) : null
  // What has a name of its own is named by `checkRef`.
  if (found === null || 'problem' in checkRef(value)) return null
  return { problem: `it has a character that can not be seen (${found})` }
}

function findKeyHeader(headers: RequestHeaders): Source | null {
  for (const header of DELIVERY_KEY_HEADERS) if (headers[header] !== undefined) return { header }
  return null
}

function problemAt(source: Source, problem: string): Problem {
  return 'pointer' in source
    ? { path: source.pointer, message: problem }
    : { path: '', message: `${nameSource(source)}: ${problem}` }
}
