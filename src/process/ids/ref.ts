import { checkIdentifier } from './identifier.ts'

/** `<process>/r/<ref>` must stay below the 255 bytes a workflow id may have. */
export const MAX_REF_LENGTH = 128

/**
 * Checks a business reference: at most 128 bytes of UTF-8, well-formed Unicode, no control characters, not blank; a
 * safe integer counts as its decimal text. Pure: the caller throws.
 *
 * @example checkRef('LNAC0502') // { ref: 'LNAC0502' }
 * @example checkRef('') // { problem: 'it is empty' }
 */
export function checkRef(value: unknown): { readonly ref: string } | { readonly problem: string } {
  const checked = checkIdentifier(value, MAX_REF_LENGTH)
  return 'text' in checked ? { ref: checked.text } : checked
}
