/** `{{...}}`: a path of the data, or something outside of it. */
import { parseSpecial } from './parse-call.ts'
import { type Reader, Row, report } from './reader.ts'
import type { Piece, Reference, Segment, Target } from './tree.ts'

/** The reference between `{{` at `at` and `}}` at `close`; null, with a problem reported: it is text. */
export function parseReference(reader: Reader, at: number, close: number): Reference | null {
  const end = close + 2
  const path = parsePath(reader, at + 2, close)
  if (path === null) {
    report(
      reader,
      'open_bracket',
      at,
      end,
      `a bracket does not close: ${reader.text.slice(at, end)} stays text`,
    )
    return null
  }
  if (path.length === 0) {
    report(reader, 'empty_reference', at, end, 'nothing between the braces: they stay text')
    return null
  }
  return { kind: 'reference', at, end, target: targetOf(path) }
}

/** The text of a segment that holds no reference and no call; null: it does. */
export function staticText({ pieces }: Segment): string | null {
  if (pieces.length === 0) return ''
  const [only] = pieces
  return pieces.length === 1 && only?.kind === 'text' ? only.text : null
}

/** What a path names. The heads `conv`, `env_var`, `node` and `__now` are not the data's. */
export function targetOf(path: readonly Segment[]): Target {
  const [head, first, second, third, fourth] = path
  const name = head !== undefined && !head.bracket ? staticText(head) : null
  if (name === '__now' && path.length === 1) return { kind: 'now' }
  if (first?.bracket !== true) return { kind: 'data', path }
  if (name === 'env_var') return { kind: 'variable', name: first, path: path.slice(2) }
  if (name === 'node' && second !== undefined && path.length === 3)
    return { kind: 'node', conv: null, node: first, name: second, path }
  if (name === 'conv' && second !== undefined && !second.bracket && third?.bracket === true) {
    const what = staticText(second)
    if (what === 'ref') return { kind: 'conv', conv: first, ref: third, path: path.slice(4) }
    if (what === 'node' && fourth !== undefined && path.length === 5)
      return { kind: 'node', conv: first, node: third, name: fourth, path }
  }
  return { kind: 'data', path }
}

/**
 * `a.b[0].c`, `\.` `\[` `\]` for the characters themselves; a reference within gives (a part of) one segment. Blanks around it
 * and within brackets do not count.
 *
 * @returns null where a bracket does not close; [] where nothing stands
 */
export function parsePath(reader: Reader, start: number, end: number): Segment[] | null {
  const { text } = reader
  const segments: Segment[] = []
  let row = new Row()
  /** 0: outside of brackets. */
  let depth = 0
  /** A name has to follow: at the start and behind a dot. */
  let expectsName = true
  const finish = (bracket: boolean) => {
    segments.push({ pieces: trim(row.pieces), bracket })
    row = new Row()
  }
  const finishName = () => {
    if (expectsName || row.pieces.length > 0) finish(false)
    expectsName = false
  }
  for (let at = start; at < end; ) {
    const char = text[at] as string
    const special = char === '{' || depth > 0 ? parseSpecial(reader, at, end, parseReference) : null
    if (special !== null) {
      for (const piece of special.pieces) row.add(piece)
      at = special.end
      continue
    }
    if (char === '\\' && at + 1 < end && '.[]\\'.includes(text[at + 1] as string)) {
      row.addText(text[at + 1] as string, at, at + 2)
      at += 2
      continue
    }
    if (depth === 0 && char === '.') {
      finishName()
      expectsName = true
    } else if (depth === 0 && char === '[') {
      if (row.pieces.length > 0) finish(false)
      expectsName = false
      depth = 1
    } else if (depth === 1 && char === ']') {
      finish(true)
      depth = 0
    } else {
      if (char === '[') depth += 1
      if (char === ']' && depth > 0) depth -= 1
      row.addText(char, at, at + 1)
    }
    at += 1
  }
  if (depth > 0) return null
  if (segments.length === 0 && trim(row.pieces).length === 0) return []
  if (expectsName || trim(row.pieces).length > 0) finishName()
  return segments
}

function trim(pieces: readonly Piece[]): Piece[] {
  const trimmed = pieces.map((piece, index) => {
    if (piece.kind !== 'text') return piece
    const left = index === 0 ? piece.text.trimStart() : piece.text
    return { ...piece, text: index === pieces.length - 1 ? left.trimEnd() : left }
  })
  return trimmed.filter((piece) => piece.kind !== 'text' || piece.text !== '')
}
