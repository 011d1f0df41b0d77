import { createHash } from 'node:crypto'

/** Namespace of our keys, drawn once; a change would let a retry across a deployment post twice. */
const NAMESPACE = Buffer.from('5b0f7a4ce2f14d7c9a36d1c40e8b27f3', 'hex')

/** Mambu keeps the answer under an Idempotency-Key this long after it first gave it; then the same request runs anew. Milliseconds. */
export const KEY_KEPT_MS = 6 * 60 * 60 * 1_000

/**
 * The Idempotency-Key of a node of a task: a UUID version 5 (RFC 9562, 5.5), so every retry of the node sends the same.
 * Mambu wants a valid UUID and keeps it for `KEY_KEPT_MS`: retries must end before that.
 *
 * @example idempotencyKeyOf('5e1f...', 'Disburse') // 'f3b0c1d2-....-5...-....'
 */
export function idempotencyKeyOf(taskId: string, node: string): string {
  const bytes = createHash('sha1').update(NAMESPACE).update(`${taskId}\0${node}`).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
