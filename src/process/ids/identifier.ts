/** What may identify something across systems: shared by ref and delivery key. Pure, so the result is returned. */

export type Identifier = { readonly text: string } | { readonly problem: string }

/**
 * Checks a value that is to identify something: a non-empty string, or a safe integer as its decimal text (Mambu
 * sends ids both ways, and `5` and `'5'` are the same id).
 *
 * @param maxLength in UTF-16 code units
 */
export function checkIdentifier(value: unknown, maxLength: number): Identifier {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value)
      ? { text: String(value) }
      : { problem: 'a number here must be an integer without loss: send it as a string' }
  }
  if (value === undefined || value === null) return { problem: 'it is missing' }
  if (typeof value !== 'string') return { problem: 'it must be a string or an integer' }
  if (value === '') return { problem: 'it is empty' }
  if (value.length > maxLength) return { problem: `it is longer than ${maxLength} characters` }
  // Temporal and PostgreSQL take neither, and would refuse only after the 200.
  if (CONTROL.test(value)) return { problem: 'it has a control character' }
  if (LONE_SURROGATE.test(value)) return { problem: 'it is not well-formed Unicode' }
  return { text: value }
}

/** C0, DEL and C1. */
const CONTROL = /\p{Cc}/u
/** In a `u` pattern a surrogate matches only where it stands alone. */
const LONE_SURROGATE = /\p{Cs}/u
