/**
 * Cursors of Temporal's lists. Temporal answers a token that is none of its own like a fault of its own, and the SDK asks
 * again until the deadline, so a cursor carries a check sum and is known for none before anyone is asked.
 */
import { createHash } from 'node:crypto'
import { StartnodeError } from '../errors/startnode-error.ts'

/** @returns null: there are no more pages */
export function writeCursor(token: Uint8Array | null | undefined): string | null {
  return token?.length ? `${Buffer.from(token).toString('base64url')}.${sumOf(token)}` : null
}

/**
 * The token of a cursor; none for the first page.
 *
 * @throws StartnodeError `usage`
 */
export function readCursor(cursor: string | undefined): Buffer {
  if (cursor === undefined) return Buffer.alloc(0)
  const [text = '', sum] = cursor.split('.')
  const token = Buffer.from(text, 'base64url')
  if (sum !== sumOf(token)) throw new StartnodeError('usage', 'The cursor is not one of this list')
  return token
}

function sumOf(token: Uint8Array): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 8)
}
