import { parseKeyList } from './key-list.ts'

const MIN_BYTES = 32

/**
 * Reads the list of signing keys: one per line or separated by commas; the first signs, all verify. Each is at
 * least 32 bytes, as hex or base64. Blank lines are skipped.
 *
 * @throws ConfigInvalidError when there is no key, or one is unreadable or too short; never with any part of a key
 * @example parseSigningKeys('9f86d0...') // [<Buffer 9f 86 d0 ...>]
 */
export function parseSigningKeys(text: string): Buffer[] {
  return parseKeyList(text, {
    path: 'signingKeys',
    word: 'signing key',
    needs: `at least ${MIN_BYTES}`,
    fits: (bytes) => bytes >= MIN_BYTES,
  })
}
