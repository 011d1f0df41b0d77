/** What may identify something across systems: shared by ref and delivery key. Pure, so the result is returned. */

export type Identifier = { readonly text: string } | { readonly problem: string }

/**
 * Checks a value that is to identify something: a non-empty string, or a safe integer as its decimal text (Mambu
 * sends ids both ways, and `5` and `'5'` are the same id).
 *
 * @param maxBytes of its UTF-8: what Temporal and PostgreSQL count
 */
export function checkIdentifier(value: unknown, maxBytes: number): Identifier {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value)
      ? { text: String(value) }
      : { problem: 'a number here must be an integer without loss: send it as a string' }
  }
  if (value === undefined || value === null) return { problem: 'it is missing' }
  if (typeof value !== 'string') return { problem: 'it must be a string or an integer' }
  if (value === '') return { problem: 'it is empty' }
  if (value.trim() === '') return { problem: 'it is blank' }
  if (byteLength(value, maxBytes) > maxBytes)
    return { problem: `it is longer than ${maxBytes} bytes of UTF-8` }
  // Temporal and PostgreSQL take neither, and would refuse only after the 200.
  if (CONTROL.test(value)) return { problem: 'it has a control character' }
  if (LONE_SURROGATE.test(value)) return { problem: 'it is not well-formed Unicode' }
  return { text: value }
}

/**
 * Bytes of a text in UTF-8, as far as it matters: stops above the limit. Plain code, since workflows use it too and have
 * no Buffer.
 */
export function byteLength(text: string, limit = Number.POSITIVE_INFINITY): number {
  let bytes = 0
  for (let at = 0; at < text.length && bytes <= limit; at++) {
    const unit = text.charCodeAt(at)
    // The halves of a pair have two bytes each.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit & 0xf800) === 0xd800 ? 2 : 3
  }
  return bytes
}

/** C0, DEL and C1. */
const CONTROL = /\p{Cc}/u
/** In a `u` pattern a surrogate matches only where it stands alone. */
const LONE_SURROGATE = /\p{Cs}/u
