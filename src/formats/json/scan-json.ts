/**
 * One pass over the bytes of a JSON text that finds what JSON.parse lets through: a key twice, digits it would
 * round, half a surrogate pair, a dangerous key, too deep a nesting. It only suspects: `diagnoseJson` then says what
 * is wrong, if anything is. Must not allocate: it runs for every webhook.
 */

/** Levels of objects and arrays a body may have. */
export const MAX_DEPTH = 64

/** Keys of all open objects together that are compared here; a body with more goes to the slower check. */
const MAX_OPEN_KEYS = 512
/** Any decimal of up to 15 significant digits survives JSON.parse. */
const SAFE_DIGITS = 15

const keyHashes = new Int32Array(MAX_OPEN_KEYS)
/** Per level: where the keys of the object at that level begin in `keyHashes`. */
const frames = new Int32Array(MAX_DEPTH + 1)

/**
 * True when nothing is suspicious. Knows no grammar: a text that is not JSON may pass, JSON.parse refuses it.
 *
 * @param bytes valid UTF-8
 */
export function scanJson(bytes: Uint8Array): boolean {
  const end = bytes.length
  let depth = 0
  let top = 0
  frames[0] = 0
  for (let at = 0; at < end; at++) {
    const byte = bytes[at] as number
    if (byte === QUOTE) {
      const start = at + 1
      let hash = 0
      let escaped = false
      for (at = start; at < end; at++) {
        const inside = bytes[at] as number
        if (inside === QUOTE) break
        hash = (Math.imul(hash, 31) + inside) | 0
        if (inside === BACKSLASH) {
          escaped = true
          at++
          if (at + 2 < end && bytes[at] === LETTER_U && isSurrogate(bytes, at + 1)) return false
        }
      }
      const length = at - start
      let next = at + 1
      while (next < end && isSpace(bytes[next] as number)) next++
      if (next < end && bytes[next] === COLON) {
        // An escaped key has several spellings; 9 and 11 bytes is how long `__proto__` and `constructor` are.
        if (escaped || (length === 9 && bytes[start] === UNDERSCORE)) return false
        if ((length === 11 && bytes[start] === LETTER_C) || top === MAX_OPEN_KEYS) return false
        for (let key = frames[depth] as number; key < top; key++) if (keyHashes[key] === hash) return false
        keyHashes[top++] = hash
        at = next
      }
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === MAX_DEPTH) return false
      frames[++depth] = top
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (depth === 0) return false
      top = frames[depth--] as number
    } else if (isDigit(byte)) {
      let digits = 0
      for (; at < end; at++) {
        const part = bytes[at] as number
        if (part === LETTER_E || part === LETTER_E - 32) return false
        if (!isDigit(part) && part !== DOT) break
        if (part !== DOT && (digits > 0 || part !== ZERO)) digits++
      }
      if (digits > SAFE_DIGITS) return false
      at--
    }
  }
  return true
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const DOT = 0x2e
const ZERO = 0x30
const UNDERSCORE = 0x5f
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const LETTER_C = 0x63
const LETTER_E = 0x65
const LETTER_U = 0x75

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)
}

/** `\uD8..` to `\uDF..`: may be half a pair. */
function isSurrogate(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at] as number) | 0x20) === 0x64 && (bytes[at + 1] as number) >= 0x38
}
