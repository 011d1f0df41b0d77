/**
 * One pass over the bytes of a JSON text that finds what JSON.parse lets through: a key twice, digits it would
 * round, half a surrogate pair, a dangerous key, too deep a nesting, too many values. It only suspects:
 * `diagnoseJson` then says what is wrong, if anything is. It runs for every webhook: it must cost less than JSON.parse.
 */
import { keepsDigits } from './keeps-digits.ts'
import { createKeySet } from './key-set.ts'

/** Levels of objects and arrays a body may have. */
export const MAX_DEPTH = 64
/** Values a body may have, objects and arrays among them: what a value costs does not go by its bytes. */
export const MAX_VALUES = 20_000

/** Any decimal of up to 15 significant digits survives JSON.parse, unless it is near the edge of what a double holds. */
const SAFE_DIGITS = 15
/** Far from that edge: at most 100 characters and an exponent of two digits. */
const SAFE_LENGTH = 100
const SAFE_POWER = 2
/** A string longer than this is searched for its end natively. */
const SHORT = 64

const keys = createKeySet(MAX_VALUES)
/** Number of the object or array that is open, per level. */
const open = new Int32Array(MAX_DEPTH + 1)

/**
 * True when nothing is suspicious. Knows no grammar: a text that is not JSON may pass, JSON.parse refuses it.
 *
 * @param bytes valid UTF-8
 */
export function scanJson(bytes: Buffer): boolean {
  const end = bytes.length
  let depth = 0
  let values = 0
  let containers = 0
  let quote = -1
  let backslash = -1
  keys.clear()
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (byte <= SPACE || byte === COMMA) continue
    if (byte === QUOTE) {
      const start = at + 1
      let jumpAt = start + SHORT
      let escaped = false
      for (at = start; at < end; at++) {
        const inside = bytes[at] as number
        if (inside === QUOTE) break
        if (inside === BACKSLASH) {
          escaped = true
          at++
          if (bytes[at] === LETTER_U && isSurrogate(bytes, at + 1)) {
            if (!isPair(bytes, at + 1)) return false
            at += 10
          }
        } else if (at >= jumpAt) {
          // Each is looked for again only once it is passed, so that a string of many escapes stays linear.
          if (quote < at) quote = find(bytes, QUOTE, at)
          if (backslash < at) backslash = find(bytes, BACKSLASH, at)
          at = Math.min(quote, backslash) - 1
          jumpAt = at + SHORT
        }
      }
      let next = at + 1
      while (next < end && isSpace(bytes[next] as number)) next++
      if (next < end && bytes[next] === COLON) {
        const key = escaped ? plainKey : bytes
        const from = escaped ? 0 : start
        const to = escaped ? readEscaped(bytes, start, at) : at
        if (to === -1) return false
        if (isDangerous(key, from, to) || !keys.add(open[depth] as number, key, from, to)) return false
        at = next
      } else values++
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) return false
      open[++depth] = ++containers
      values++
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth-- === 0) return false
    } else if (isDigit(byte)) {
      const start = at
      let digits = 0
      let power = -1
      for (; at < end; at++) {
        const part = bytes[at] as number
        if (isDigit(part)) {
          if (power >= 0) power++
          else if (digits > 0 || part !== ZERO) digits++
        } else if ((part | 0x20) === LETTER_E) power = 0
        else if (part !== DOT && !(power === 0 && (part === PLUS || part === MINUS))) break
      }
      const safe = digits <= SAFE_DIGITS && power <= SAFE_POWER && at - start <= SAFE_LENGTH
      if (!safe && !keepsDigits(bytes.toString('latin1', start, at))) return false
      at--
      values++
    } else if (byte === LETTER_T || byte === LETTER_F || byte === LETTER_N) values++
    if (values > MAX_VALUES) return false
  }
  return true
}

const SPACE = 0x20
const QUOTE = 0x22
const PLUS = 0x2b
const COMMA = 0x2c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const LETTER_E = 0x65
const LETTER_F = 0x66
const LETTER_N = 0x6e
const LETTER_T = 0x74
const LETTER_U = 0x75
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39
}

function isSpace(byte: number): boolean {
  return byte === SPACE || (byte >= 0x09 && byte <= 0x0d)
}

/** Index of the byte from there on; the end when there is none. */
function find(bytes: Buffer, byte: number, from: number): number {
  const found = bytes.indexOf(byte, from)
  return found === -1 ? bytes.length : found
}

/** `\uD8..` to `\uDF..`: may be half a pair. */
function isSurrogate(bytes: Buffer, at: number): boolean {
  return ((bytes[at] as number) | 0x20) === 0x64 && (bytes[at + 1] as number) >= 0x38
}

/** `D8..` to `DB..`, and right behind it `\uDC..` to `\uDF..`. */
function isPair(bytes: Buffer, at: number): boolean {
  const high = (bytes[at + 1] as number) | 0x20
  const low = (bytes[at + 7] as number) | 0x20
  const isHigh = high === 0x38 || high === 0x39 || high === 0x61 || high === 0x62
  const goesOn = bytes[at + 4] === BACKSLASH && bytes[at + 5] === LETTER_U && isSurrogate(bytes, at + 6)
  return isHigh && goesOn && low >= 0x63 && low <= 0x66
}

/** Holds the escaped key that is looked at. */
const plainKey = Buffer.alloc(4_096)

/** Writes into `plainKey` what an escaped key means, since it has several spellings. @returns its bytes; -1: too odd */
function readEscaped(bytes: Buffer, start: number, end: number): number {
  if (end - start > plainKey.length) return -1
  let to = 0
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number
    if (byte !== BACKSLASH) {
      plainKey[to++] = byte
      continue
    }
    at++
    if (bytes[at] !== LETTER_U) {
      const plain = PLAIN[bytes[at] as number] as number
      if (plain === 0) return -1
      plainKey[to++] = plain
      continue
    }
    let code = readHex(bytes, at + 1, end)
    at += 4
    // A pair: the scan has seen that its second half is there.
    if (code >= 0xd800 && code <= 0xdbff) {
      const low = readHex(bytes, at + 3, end)
      if (low === -1) return -1
      code = 0x1_0000 + ((code - 0xd800) << 10) + (low - 0xdc00)
      at += 6
    }
    if (code === -1) return -1
    to = writeCode(code, to)
  }
  return to
}

/** What stands for the byte behind a backslash; 0: it is no escape (RFC 8259 section 7). */
const PLAIN = new Uint8Array(256)
for (const [letter, plain] of ['""', '\\\\', '//', 'b\b', 'f\f', 'n\n', 'r\r', 't\t'])
  PLAIN[(letter as string).charCodeAt(0)] = (plain as string).charCodeAt(0)

/** Value of four hex digits; -1: they are none, or end before. */
function readHex(bytes: Buffer, at: number, end: number): number {
  if (at + 4 > end) return -1
  let value = 0
  for (let place = at; place < at + 4; place++) {
    const byte = bytes[place] as number
    const letter = byte | 0x20
    const digit = isDigit(byte) ? byte - ZERO : letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
    if (digit === -1) return -1
    value = value * 16 + digit
  }
  return value
}

/** As UTF-8, which is never longer than its escape. */
function writeCode(code: number, at: number): number {
  let to = at
  if (code < 0x80) {
    plainKey[to++] = code
    return to
  }
  if (code < 0x800) plainKey[to++] = 0xc0 | (code >> 6)
  else {
    if (code < 0x1_0000) plainKey[to++] = 0xe0 | (code >> 12)
    else {
      plainKey[to++] = 0xf0 | (code >> 18)
      plainKey[to++] = 0x80 | ((code >> 12) & 0x3f)
    }
    plainKey[to++] = 0x80 | ((code >> 6) & 0x3f)
  }
  plainKey[to++] = 0x80 | (code & 0x3f)
  return to
}

const PROTO = Buffer.from('__proto__')
const CONSTRUCTOR = Buffer.from('constructor')

function isDangerous(bytes: Buffer, start: number, end: number): boolean {
  const word = end - start === PROTO.length ? PROTO : end - start === CONSTRUCTOR.length ? CONSTRUCTOR : null
  return word !== null && bytes[start] === word[0] && word.compare(bytes, start, end) === 0
}
