/** Sets of characters: the classes of the syntax, union, complement, both cases. */
import type { Range } from './tree.ts'

const LAST = 0x10ffff

const DIGIT: readonly Range[] = [[48, 57]]
const WORD: readonly Range[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]
/** What `\s` is in JavaScript, and so in the Code nodes. */
const SPACE: readonly Range[] = [
  [9, 13],
  [32, 32],
  [160, 160],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
  [0xfeff, 0xfeff],
]

/** `\d`, `\w`, `\s` and their complements by letter. */
export const CLASSES: Readonly<Record<string, readonly Range[]>> = {
  d: DIGIT,
  D: complement(DIGIT),
  w: WORD,
  W: complement(WORD),
  s: SPACE,
  S: complement(SPACE),
}

/** `[:alpha:]` and its like, as PCRE has them: ASCII. */
export const NAMED: Readonly<Record<string, readonly Range[]>> = {
  alpha: [
    [65, 90],
    [97, 122],
  ],
  digit: DIGIT,
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  upper: [[65, 90]],
  lower: [[97, 122]],
  space: [
    [9, 13],
    [32, 32],
  ],
  blank: [
    [9, 9],
    [32, 32],
  ],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
  word: WORD,
}

export const ANY: readonly Range[] = [[0, LAST]]
export const NO_NEW_LINE: readonly Range[] = complement([[10, 10]])

export function isWord(code: number): boolean {
  return WORD.some(([from, to]) => code >= from && code <= to)
}

export function union(ranges: readonly Range[]): readonly Range[] {
  const merged: [number, number][] = []
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to)
    else merged.push([from, to])
  }
  return merged
}

export function complement(ranges: readonly Range[]): readonly Range[] {
  const rest: Range[] = []
  let next = 0
  for (const [from, to] of union(ranges)) {
    if (from > next) rest.push([next, from - 1])
    next = to + 1
  }
  if (next <= LAST) rest.push([next, LAST])
  return rest
}

/** Scripts with cases (Latin, Greek, Cyrillic, Armenian, and Latin additional); others have none that a form would ask for. */
const CASED: readonly Range[] = [
  [0, 0x587],
  [0x1e00, 0x1fff],
]

/** With the other case of each character. */
export function bothCases(ranges: readonly Range[]): readonly Range[] {
  const all: Range[] = [...ranges]
  for (const [from, to] of ranges)
    for (const [first, last] of CASED)
      for (let code = Math.max(from, first); code <= Math.min(to, last); code += 1) {
        const char = String.fromCodePoint(code)
        // What becomes two characters (ß) has no other case here
        for (const other of [char.toLowerCase(), char.toUpperCase()])
          if (other !== char && [...other].length === 1) all.push([codeOf(other), codeOf(other)])
      }
  return union(all)
}

function codeOf(char: string): number {
  return char.codePointAt(0) ?? 0
}
