/**
 * Characters that nobody sees and that change what is seen: control characters (a terminal obeys ESC and C1), what turns the
 * direction of writing, what has no width, and halves of pairs. Source: Unicode, Default_Ignorable_Code_Point and UTS 39.
 */
const INVISIBLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/u
const EACH = new RegExp(INVISIBLE, 'gu')
/** Line ends and tabs, and what gives an emoji its own look. */
const HARMLESS = ['\n', '\t', '\ufe0e', '\ufe0f']

/**
 * The first character of a text that can't be seen, as `U+202E`; null without one.
 *
 * @example findInvisible('LN\u200b1') // 'U+200B'
 */
export function findInvisible(text: string): string | null {
  const found = INVISIBLE.exec(text)?.[0]
  const code = found?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')
  return code === undefined ? null : `U+${code}`
}

/**
 * A text with what can't be seen in it as JSON would escape it, so that it stays the same inside of JSON. Line ends and tabs stay.
 *
 * @example showInvisible('\u001b[2Ja\u202eb') // '\\u001b[2Ja\\u202eb'
 */
export function showInvisible(text: string): string {
  return text.replace(EACH, (character, at: number) => {
    // Alone it would let the rest of the line write over the beginning.
    const isLineEnd = character === '\r' && text[at + 1] === '\n'
    return isLineEnd || HARMLESS.includes(character) ? character : escapeUnits(character)
  })
}

/** The same on one line: a line end in it must not look like a line of ours. */
export function showOnOneLine(text: string): string {
  return showInvisible(text).replace(/\r?\n|\t/g, (end) => JSON.stringify(end).slice(1, -1))
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
