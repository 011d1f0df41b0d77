import { type Cipher, createCipher } from './cipher.ts'
import type { Encryption } from './encryption-keys.ts'

/** Begins what is encrypted; nothing that is kept in clear begins so. */
const MARK = Buffer.from([0xff, 0xff, 0xff, 0xff])

export interface AtRest {
  /**
   * Encrypted where a key is configured; else the bytes themselves.
   *
   * @param before stays in clear in front of it
   */
  seal(clear: Buffer, ...before: readonly Buffer[]): Buffer
  /** @throws PayloadUnreadableError; what is in clear is given back as it is */
  open(kept: Buffer): Buffer
}

/**
 * Encrypts what is kept on this machine's own disk. What was kept in clear, before there was a key, is still read; what
 * was kept under an older key is, as long as that is in the list.
 *
 * @param encryption `Config.encryption`; default: no keys
 * @param purpose e.g. `startnode:inbox:v1`
 * @example createAtRest(config.encryption, 'startnode:inbox:v1').seal(record)
 */
export function createAtRest(encryption: Encryption | undefined, purpose: string): AtRest {
  const cipher: Cipher = createCipher(encryption?.keys ?? [], purpose)
  const seals = encryption?.configured === true
  return {
    seal(clear, ...before) {
      if (seals) return cipher.encryptBehind([...before, MARK], clear)
      return before.length === 0 ? clear : Buffer.concat([...before, clear])
    },
    open: (kept) =>
      kept.subarray(0, MARK.length).equals(MARK) ? cipher.decrypt(kept.subarray(MARK.length)) : kept,
  }
}
