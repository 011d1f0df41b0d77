/** Line and column of many places of one text, and back, without reading the text anew for each: it may have a megabyte. */
export interface PlacesIn {
  /** Line and column of an index, as `locate` counts them. */
  locate(index: number): { line: number; column: number }
  /** Index in the text (UTF-16 units) of a line and column, both from 1; null when the text has no such place. */
  offsetOf(line: number, column: number): number | null
}

/** @example placesIn('{\n  "a": 1').offsetOf(2, 3) // 4 */
export function placesIn(text: string): PlacesIn {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length)

  return {
    locate(index) {
      const end = Math.min(index, text.length)
      const line = lastAtMost(starts, end)
      return { line: line + 1, column: [...text.slice(starts[line], end)].length + 1 }
    },
    offsetOf(line, column) {
      let at = starts[line - 1]
      if (at === undefined) return null
      for (let current = 1; current < column; current += 1) {
        if (at >= text.length) return null
        at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
      }
      return at
    },
  }
}

/** Index of the last of these sorted numbers that is not above the limit. */
function lastAtMost(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) <= limit) low = middle
    else high = middle
  }
  return low
}
