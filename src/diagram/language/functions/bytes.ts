/** Texts as bytes: UTF-8, Latin-1, Base64, without the globals of a host. */

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const EQUALS = 61
/** Arguments of one call: an engine has a bound. */
const CHUNK = 4_096

/** A surrogate without its other half becomes U+FFFD. */
export function utf8Of(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3)
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    let code = text.codePointAt(at) as number
    if (code > 0xffff) at += 1
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd
    if (code < 0x80) bytes[length++] = code
    else if (code < 0x800) {
      bytes[length++] = 0xc0 | (code >> 6)
      bytes[length++] = 0x80 | (code & 63)
    } else if (code < 0x10000) {
      bytes[length++] = 0xe0 | (code >> 12)
      bytes[length++] = 0x80 | ((code >> 6) & 63)
      bytes[length++] = 0x80 | (code & 63)
    } else {
      bytes[length++] = 0xf0 | (code >> 18)
      bytes[length++] = 0x80 | ((code >> 12) & 63)
      bytes[length++] = 0x80 | ((code >> 6) & 63)
      bytes[length++] = 0x80 | (code & 63)
    }
  }
  return bytes.subarray(0, length)
}

/** The text of UTF-8 bytes; null: they are none (too long a form, a surrogate, an end too early). */
export function textOfUtf8(bytes: Uint8Array): string | null {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number
    const size = first < 0x80 ? 1 : first >> 5 === 6 ? 2 : first >> 4 === 14 ? 3 : first >> 3 === 30 ? 4 : 0
    if (size === 0 || at + size > bytes.length) return null
    let code = size === 1 ? first : first & (0x7f >> size)
    for (let next = at + 1; next < at + size; next += 1) {
      const byte = bytes[next] as number
      if (byte >> 6 !== 2) return null
      code = code * 64 + (byte & 63)
    }
    const isShortest = size === 1 || code >= ([0x80, 0x800, 0x10000][size - 2] as number)
    if (!isShortest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return null
    text += String.fromCodePoint(code)
    at += size
  }
  return text
}

/** One character for each byte. */
export function latin1Of(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += CHUNK)
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return text
}

export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  const digit = (value: number) => BASE64.charCodeAt(value & 63)
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from
    const three = ((bytes[from] as number) << 16) | ((bytes[from + 1] ?? 0) << 8) | (bytes[from + 2] ?? 0)
    codes[to] = digit(three >> 18)
    codes[to + 1] = digit(three >> 12)
    codes[to + 2] = left > 1 ? digit(three >> 6) : EQUALS
    codes[to + 3] = left > 2 ? digit(three) : EQUALS
  }
  return latin1Of(codes)
}

/** null: it is no Base64. Blanks do not count, as in Erlang. */
export function decodeBase64(text: string): Uint8Array | null {
  const chars = text.replace(/[ \t\r\n]/g, '')
  if (chars.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(chars)) return null
  const digits = chars.replace(/=+$/, '')
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4))
  let bits = 0
  let held = 0
  let length = 0
  for (const char of digits) {
    held = ((held << 6) | BASE64.indexOf(char)) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = (held >> bits) & 255
  }
  return bytes
}
