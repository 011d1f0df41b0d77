/**
 * Index in a text (UTF-16 units) of a line and column, both from 1, as `locate` of the formats counts them: CR LF is one
 * line break, columns count code points. Null when the text has no such place.
 *
 * @example offsetOf('{\n  "a": 1', 2, 3) // 4
 */
export function offsetOf(text: string, line: number, column: number): number | null {
  let at = 0
  for (let current = 1; current < line; current += 1) {
    const next = text.slice(at).search(/\r\n|\n|\r/)
    if (next < 0) return null
    at += next
    at += text.startsWith('\r\n', at) ? 2 : 1
  }
  for (let current = 1; current < column; current += 1) {
    if (at >= text.length) return null
    at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
  }
  return at
}
