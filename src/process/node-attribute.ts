import { byteLength } from './ids/identifier.ts'

/** Bytes PostgreSQL keeps of a Keyword; a longer one makes the run invisible for ever. */
const MAX_BYTES = 255
/**
 * What visibility can't look for: `?` breaks its queries on PostgreSQL, quotes and backslashes are never found, and an apostrophe is
 * left out at either end.
 */
const LIKE: Readonly<Record<string, string>> = { '?': '\uff1f', '"': '\u201d', '\\': '\uff3c' }
const APOSTROPHE = '\u2019'

/**
 * The title of a node as the search attribute `MpoNode` has it: cut, without control characters, and with letters that look
 * like those which can't be looked for.
 *
 * @example nodeAttribute('Approved?') // 'Approved？'
 */
export function nodeAttribute(title: string, maxBytes = MAX_BYTES): string {
  let value = ''
  let bytes = 0
  for (const character of title) {
    const kept =
      value === '' && character === "'"
        ? APOSTROPHE
        : /[\p{Cc}\p{Cs}]/u.test(character)
          ? ' '
          : (LIKE[character] ?? character)
    bytes += byteLength(kept)
    if (bytes > maxBytes) break
    value += kept
  }
  return value.endsWith("'") ? endLike(value, bytes, maxBytes) : value
}

function endLike(value: string, bytes: number, maxBytes: number): string {
  const begin = value.slice(0, -1)
  return Math.min(bytes, maxBytes) + byteLength(APOSTROPHE) - 1 > maxBytes
    ? begin.replace(/'+$/, '')
    : `${begin}${APOSTROPHE}`
}

/** Bytes that are left for a title beside the id of its node. */
const MAX_TITLE_BYTES = 200

/**
 * The same of a node of an imported process: several may have one title, so its id stands behind it.
 *
 * @example placeAttribute('Wait', '5f00600400000000000002') // 'Wait [5f00600400000000000002]'
 */
export function placeAttribute(title: string, id: string): string {
  return nodeAttribute(`${nodeAttribute(title, MAX_TITLE_BYTES)} [${id}]`)
}
