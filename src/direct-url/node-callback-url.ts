/**
 * Callback URLs of a node, as MPO has them: one for all tasks of a process, `/api/1/json/callback/<node>/<signature>`. The
 * body names the task; where, stands in the URL with process and node, so a receiver needs no settings. It never changes
 * and has no end but that of its signing key: whoever has it can release any task that waits there.
 */

import { signToken, verifyToken } from '../keys/signed-token.ts'
import type { CallbackFinder } from '../process/callback-find.ts'
import type { CallbackUrl } from './callback-url.ts'

export interface NodeCallbackTarget {
  readonly process: string
  /** Title of the node that waits; of an imported process its id. */
  readonly node: string
  readonly find: CallbackFinder
}

/** No token of a task begins so: base64url has no dot. */
const MARK = 'n.'
const LABEL = 'node-callback'

/**
 * The path of the callback URL of a node.
 *
 * @param key a signing key
 * @example nodeCallbackPath(key, { process: 'parcel-sent', node: 'Wait for the courier', find: { by: 'ref', pointer: '/ref' } })
 */
export function nodeCallbackPath(key: Buffer, { process, node, find }: NodeCallbackTarget): string {
  const fields = JSON.stringify([process, node, find.by, find.pointer])
  const token = MARK + Buffer.from(fields).toString('base64url')
  return `/api/1/json/callback/${token}/${signToken(key, LABEL, token)}`
}

/** True when it is one of these, signed or not. */
export function isNodeCallback({ token }: CallbackUrl): boolean {
  return token.startsWith(MARK)
}

/** Process, node and where the body names the task; null when no key signed it. */
export function openNodeCallbackUrl(keys: readonly Buffer[], url: CallbackUrl): NodeCallbackTarget | null {
  if (!verifyToken(keys, LABEL, url)) return null
  // Signed, so it is what nodeCallbackPath wrote.
  const fields = JSON.parse(Buffer.from(url.token.slice(MARK.length), 'base64url').toString()) as [
    string,
    string,
    CallbackFinder['by'],
    string,
  ]
  const [process, node, by, pointer] = fields
  return { process, node, find: { by, pointer } }
}
