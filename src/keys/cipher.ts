/**
 * AES-256-GCM for everything that rests outside of this process: payloads, inbox records, the kept settings.
 *
 * Each cipher encrypts under a key of its own, derived from the configured key, its purpose and a salt that is drawn
 * anew now and then: what was made for one purpose never opens as another, and the random nonces of one key stay far
 * below the 2^32 that NIST SP 800-38D allows. Must never give back anything it could not authenticate.
 */
import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from 'node:crypto'
import { PayloadUnreadableError } from '../errors/temporal-errors.ts'
import { encryptionKeyId } from './encryption-key-id.ts'

const ALGORITHM = 'aes-256-gcm'
const KEY_ID_BYTES = 4
const SALT_BYTES = 16
const IV_BYTES = 12
const TAG_BYTES = 16
const HEAD_BYTES = KEY_ID_BYTES + SALT_BYTES + IV_BYTES
/** Messages under one salt. */
const SALT_LASTS = 2 ** 24
/** Derived keys remembered: one per salt, so about one per process that wrote. */
const REMEMBERED = 1_000
/** Random bytes are drawn many at once: a draw per message costs more than the encryption. */
const POOL_BYTES = 4_096

export interface Cipher {
  /** Id of the key that encrypts; null when this cipher only decrypts. */
  readonly keyId: string | null
  /** @throws PayloadUnreadableError when there is no key to encrypt with */
  encrypt(...clear: readonly Uint8Array[]): Buffer
  /** The same behind other bytes, which stay in clear: one copy less than to put it there. */
  encryptBehind(before: readonly Uint8Array[], ...clear: readonly Uint8Array[]): Buffer
  /** @throws PayloadUnreadableError naming the key id that is missing, or saying that the bytes were altered */
  decrypt(sealed: Uint8Array): Buffer
  /** False: it names a key that is not given here. */
  knows(sealed: Uint8Array): boolean
}

/**
 * Makes a cipher: key id (4 bytes), salt (16), nonce (12), ciphertext, tag (16).
 *
 * @param keys of `parseEncryptionKeys`: the first encrypts, all decrypt; none: it only says what is missing
 * @param purpose e.g. `startnode:inbox:v1`
 * @example createCipher(config.encryption.keys, 'startnode:inbox:v1').encrypt(record)
 */
export function createCipher(keys: readonly Buffer[], purpose: string): Cipher {
  const known = keys.map((key) => ({ key, id: encryptionKeyId(key) }))
  const derived = new Map<string, Buffer>()
  const first = known[0]
  const firstId = Buffer.from(first?.id ?? '', 'hex')
  let salt: Buffer = Buffer.alloc(0)
  let saltKey: Buffer = Buffer.alloc(0)
  let uses = SALT_LASTS
  const pool = Buffer.alloc(POOL_BYTES)
  let poolAt = POOL_BYTES

  function derive(key: Buffer, from: Uint8Array): Buffer {
    return createHmac('sha256', key).update(purpose).update('\0').update(from).digest()
  }

  function recall(id: string, key: Buffer, from: Buffer): Buffer {
    const name = `${id}${from.toString('latin1')}`
    const remembered = derived.get(name)
    if (remembered) return remembered
    const made = derive(key, from)
    if (derived.size >= REMEMBERED) derived.clear()
    derived.set(name, made)
    return made
  }

  function drawIv(): Buffer {
    if (poolAt + IV_BYTES > POOL_BYTES) {
      randomFillSync(pool)
      poolAt = 0
    }
    poolAt += IV_BYTES
    return pool.subarray(poolAt - IV_BYTES, poolAt)
  }

  function encryptBehind(before: readonly Uint8Array[], clear: readonly Uint8Array[]): Buffer {
    if (first === undefined) throw new PayloadUnreadableError('there is no key to encrypt with')
    if (uses >= SALT_LASTS) {
      salt = randomFillSync(Buffer.alloc(SALT_BYTES))
      saltKey = derive(first.key, salt)
      uses = 0
    }
    uses += 1
    const iv = drawIv()
    const cipher = createCipheriv(ALGORITHM, saltKey, iv, { authTagLength: TAG_BYTES })
    const parts = [...before, firstId, salt, iv]
    for (const part of clear) parts.push(cipher.update(part))
    parts.push(cipher.final(), cipher.getAuthTag())
    return Buffer.concat(parts)
  }

  return {
    keyId: first?.id ?? null,
    knows: (sealed) =>
      sealed.length < KEY_ID_BYTES ||
      known.some(({ id }) => id === Buffer.from(sealed.subarray(0, KEY_ID_BYTES)).toString('hex')),
    encrypt: (...clear) => encryptBehind([], clear),
    encryptBehind: (before, ...clear) => encryptBehind(before, clear),
    decrypt(sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
      if (bytes.length < HEAD_BYTES + TAG_BYTES) throw new PayloadUnreadableError('it is too short')
      const id = bytes.toString('hex', 0, KEY_ID_BYTES)
      const from = bytes.subarray(KEY_ID_BYTES, KEY_ID_BYTES + SALT_BYTES)
      const iv = bytes.subarray(KEY_ID_BYTES + SALT_BYTES, HEAD_BYTES)
      const fitting = known.filter((one) => one.id === id)
      for (const { key } of fitting) {
        const opened = open(recall(id, key, from), iv, bytes)
        if (opened) return opened
      }
      throw new PayloadUnreadableError(
        fitting.length === 0
          ? `it was encrypted with the key ${id}, which is not given here`
          : `it was altered, or the key ${id} is another one`,
      )
    },
  }
}

function open(key: Buffer, iv: Buffer, bytes: Buffer): Buffer | null {
  const decipher = createDecipheriv(ALGORITHM, key, iv, { authTagLength: TAG_BYTES })
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(HEAD_BYTES, -TAG_BYTES)), decipher.final()])
  } catch {
    return null
  }
}
