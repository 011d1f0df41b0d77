import { ConfigInvalidError } from '../errors/start-errors.ts'

const HEX = /^(?:[0-9a-fA-F]{2})+$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

/** What the keys of a list must be, and how they are called in a message. */
export interface KeyRule {
  /** Path of the problems, e.g. `signingKeys`. */
  readonly path: string
  /** In words, e.g. `signing key`. */
  readonly word: string
  /** In words, e.g. `at least 32`. */
  readonly needs: string
  fits(bytes: number): boolean
}

/**
 * Reads keys, one per line or separated by commas, as hex or base64 (text that is valid hex is taken as hex). Blank
 * lines are skipped. A message never repeats any part of a key: it ends up in logs.
 *
 * @throws ConfigInvalidError when there is no key, or one is unreadable or of another length
 */
export function parseKeyList(text: string, rule: KeyRule): Buffer[] {
  const entries = text
    .split(/[\r\n,]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  if (entries.length === 0) {
    throw invalid(rule, '', `there is no ${rule.word}: it needs ${rule.needs} bytes, as hex or base64`)
  }
  return entries.map((entry, index) => parseKey(entry, rule, `/${index}`))
}

function parseKey(entry: string, rule: KeyRule, path: string): Buffer {
  if (!HEX.test(entry) && !BASE64.test(entry)) {
    throw invalid(rule, path, `the ${rule.word} is neither hex nor base64`)
  }
  const key = Buffer.from(entry, HEX.test(entry) ? 'hex' : 'base64')
  if (!rule.fits(key.length)) {
    throw invalid(rule, path, `the ${rule.word} has ${key.length} bytes: it needs ${rule.needs}`)
  }
  return key
}

function invalid(rule: KeyRule, path: string, message: string): ConfigInvalidError {
  return new ConfigInvalidError([{ path: `${rule.path}${path}`, message }])
}
