/** Fields of a task's data that its Start node lets people look for, as the search attribute `MpoFields` has them. */
import { byteLength } from '../ids/identifier.ts'
import { nodeAttribute } from '../node-attribute.ts'

/** So many may a process declare. */
export const MAX_FIELDS = 5
/** Bytes PostgreSQL keeps of one. */
const MAX_BYTES = 255
const NAME = /^[A-Za-z][A-Za-z0-9_]{0,31}$/
/** C0, DEL, C1; halves of a pair that stand alone. */
const UNFIT = /[\p{Cc}\p{Cs}]/u

/** True for what a field may be called: a letter, then letters, digits and underscores, 32 at most. */
export function isFieldName(name: string): boolean {
  return NAME.test(name)
}

/**
 * One field, as tasks carry it and lists look for it. Letters that visibility can't look for become those that look like
 * them, in both.
 *
 * @param value a text, a number or a boolean; anything else has none
 * @returns `name=value`, at most 255 bytes; null for a value that is missing, empty, too long or has control characters
 * @example fieldAttribute('loan', 'LN-1001') // 'loan=LN-1001'
 */
export function fieldAttribute(name: string, value: unknown): string | null {
  const isText = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
  const text = isText ? String(value) : ''
  if (text.trim() === '' || text.length > MAX_BYTES || UNFIT.test(text)) return null
  const attribute = nodeAttribute(`${name}=${text}`, MAX_BYTES * 3)
  return byteLength(attribute) > MAX_BYTES ? null : attribute
}

/**
 * The query for the tasks with a field, for a list of Temporal's visibility.
 *
 * @param attribute of `fieldAttribute`, or of `fieldShownAs` where the process may conceal it
 * @example fieldQuery('loan=LN-1001') // "MpoFields = 'loan=LN-1001'"
 */
export function fieldQuery(attribute: string): string {
  return `MpoFields = '${attribute.replaceAll("'", "\\'")}'`
}
