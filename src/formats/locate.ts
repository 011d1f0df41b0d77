/** Line and column of a place in a text, both from 1; columns count characters (code points), not bytes. */
export function locate(text: string, index: number): { line: number; column: number } {
  const end = Math.min(index, text.length)
  let line = 1
  let lineStart = 0
  for (let at = 0; at < end; at++) {
    const unit = text.charCodeAt(at)
    // CR LF is one line break: the LF counts it.
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) {
      line++
      lineStart = at + 1
    }
  }
  let column = 1
  for (let at = lineStart; at < end; at++) if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) column++
  return { line, column }
}
