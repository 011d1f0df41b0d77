/**
 * Secrets of the settings, encrypted before they leave the process that was given them, so that neither Temporal nor
 * the settings workflow, a backup or the kept snapshot ever holds them in clear. A message must never repeat a value.
 */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { SealedText } from '../process/sealed-text.ts'
import { encryptionKeyId } from './encryption-key-id.ts'

const ALGORITHM = 'aes-256-gcm'
const IV_BYTES = 12
const TAG_BYTES = 16
const SEALED = /^v1\.([0-9a-f]{8})\.([A-Za-z0-9_-]+)$/

/**
 * Encrypts a text with AES-256-GCM under the first key; each call gives another result.
 *
 * @param keys of `parseEncryptionKeys`
 * @throws StartnodeError `encryption_key_missing` when there is no key
 * @example sealText(config.encryption.keys, 'pa55') // 'v1.1f2e3d4c.kq0...'
 */
export function sealText(keys: readonly Buffer[], text: string): SealedText {
  const [key] = keys
  if (key === undefined) throw new StartnodeError('encryption_key_missing')
  const id = encryptionKeyId(key)
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES }).setAAD(purpose(id))
  const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `v1.${id}.${sealed.toString('base64url')}`
}

/**
 * Decrypts what `sealText` made with any of the keys.
 *
 * @throws StartnodeError `secret_unreadable` when no key fits or the text was altered; the message names the key id, never a value
 */
export function openText(keys: readonly Buffer[], sealed: SealedText): string {
  const match = SEALED.exec(sealed)
  if (match === null)
    throw new StartnodeError(
      'secret_unreadable',
      'A secret of the settings is not in the form v1.<key id>.<data>',
    )
  const id = match[1] as string
  const data = Buffer.from(match[2] as string, 'base64url')
  const fitting = keys.filter((key) => encryptionKeyId(key) === id)
  if (fitting.length === 0) {
    throw new StartnodeError(
      'secret_unreadable',
      `A secret of the settings was encrypted with the key ${id}, which is not given here`,
    )
  }
  for (const key of fitting) {
    const text = decrypt(key, id, data)
    if (text !== null) return text
  }
  throw new StartnodeError('secret_unreadable', `A secret of the settings under the key ${id} was altered`)
}

function decrypt(key: Buffer, id: string, data: Buffer): string | null {
  if (data.length < IV_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv(ALGORITHM, key, data.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    .setAAD(purpose(id))
    .setAuthTag(data.subarray(-TAG_BYTES))
  try {
    return decipher.update(data.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return null
  }
}

/** Bound to the text, so that nothing else encrypted with the same key can be passed off as a secret. */
function purpose(id: string): Buffer {
  return Buffer.from(`startnode:sealed-text:v1:${id}`)
}
