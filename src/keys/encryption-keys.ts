import { parseKeyList } from './key-list.ts'

/** As `Config.encryption`. */
export interface Encryption {
  readonly keys: readonly Buffer[]
  readonly configured: boolean
  /** Until then (Unix milliseconds) what earlier versions sent to Temporal is accepted. Default: not any more. */
  readonly acceptUnboundUntil?: number
}

/** AES-256. */
const BYTES = 32

/**
 * Reads the list of encryption keys: one per line or separated by commas; the first encrypts, all decrypt. Each is
 * exactly 32 bytes, as hex or base64. Blank lines are skipped.
 *
 * @throws ConfigInvalidError when there is no key, or one is unreadable or of another length; never with any part of it
 * @example parseEncryptionKeys('603deb...') // [<Buffer 60 3d eb ...>]
 */
export function parseEncryptionKeys(text: string): Buffer[] {
  return parseKeyList(text, {
    path: 'encryptionKeys',
    word: 'encryption key',
    needs: `exactly ${BYTES}`,
    fits: (bytes) => bytes === BYTES,
  })
}
