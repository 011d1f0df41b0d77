import { ConfigInvalidError } from '../errors/config-invalid-error.ts'

const MIN_BYTES = 32
const HEX = /^(?:[0-9a-fA-F]{2})+$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/**
 * Reads the list of signing keys: one per line or separated by commas; the first signs, all verify. Each is at
 * least 32 bytes, as hex or base64 (text that is valid hex is taken as hex). Blank lines are skipped.
 *
 * A message never repeats any part of a key: it ends up in logs.
 *
 * @throws ConfigInvalidError when there is no key, or one is unreadable or too short
 * @example parseSigningKeys('9f86d0...') // [<Buffer 9f 86 d0 ...>]
 */
export function parseSigningKeys(text: string): Buffer[] {
  const entries = text
    .split(/[\r\n,]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) {
    throw invalid('', 'there is no signing key: give at least one of 32 bytes or more, as hex or base64')
  }
  return entries.map((entry, index) => parseSigningKey(entry, `/${index}`))
}

function parseSigningKey(entry: string, path: string): Buffer {
  if (!HEX.test(entry) && !BASE64.test(entry))
    throw invalid(path, 'the signing key is neither hex nor base64')
  const key = Buffer.from(entry, HEX.test(entry) ? 'hex' : 'base64')
  if (key.length < MIN_BYTES) {
    throw invalid(path, `the signing key has ${key.length} bytes: it needs at least ${MIN_BYTES}`)
  }
  return key
}

function invalid(path: string, message: string): ConfigInvalidError {
  return new ConfigInvalidError([{ path: `signingKeys${path}`, message }])
}
