import { createHash } from 'node:crypto'

/**
 * Names an encryption key without telling anything of it: the first 8 hex of its SHA-256. It stands beside whatever
 * the key encrypted, so that after a rotation the right one is found at once.
 */
export function encryptionKeyId(key: Buffer): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 8)
}
