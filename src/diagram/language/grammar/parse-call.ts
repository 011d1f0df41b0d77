/** `$.name(argument)`, with calls and references in the argument. */
import { type Reader, Row, report } from './reader.ts'
import type { Call, Piece, Reference } from './tree.ts'

const HASHES = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512']

/** Every function of MPO. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...['math', 'random', 'date', 'unixtime', 'base64_encode', 'map', 'filter'],
  ...['to_string', 'to_number', 'to_boolean', 'to_array', 'to_object'],
  ...HASHES,
  ...HASHES.map((name) => `${name}_hex`),
])

const DEEPEST = 20
const NAME = /\$\.([A-Za-z_][A-Za-z0-9_]*)\(/y

export type ParseReference = (reader: Reader, at: number, close: number) => Reference | null

/** Where parsing goes on, and what stands before; `pieces` of a call that does not close are its parts as text. */
interface Found {
  readonly pieces: readonly Piece[]
  readonly end: number
}

/** A call of a known function at this place, or null: it is text. */
export function parseCall(reader: Reader, at: number, limit: number, parse: ParseReference): Found | null {
  NAME.lastIndex = at
  const match = NAME.exec(reader.text)
  if (match === null || at + match[0].length > limit) return null
  const [opening, name = ''] = match
  const start = at + opening.length
  if (!FUNCTIONS.has(name)) {
    report(reader, 'unknown_function', at, start - 1, `no function $.${name}: it stays text`)
    return null
  }
  if (reader.depth >= DEEPEST) {
    report(reader, 'open_function', at, start, `functions nest at most ${DEEPEST} deep: it stays text`)
    return null
  }
  reader.depth += 1
  const inner = readArgument(reader, start, limit, parse, name === 'map' || name === 'filter')
  reader.depth -= 1
  if (!inner.closed) {
    report(reader, 'open_function', at, start, `$.${name}( does not close: it stays text`)
    return { pieces: [{ kind: 'text', at, end: start, text: opening }, ...inner.pieces], end: inner.end }
  }
  const call = { kind: 'call', at, name, argument: inner.pieces } as const
  if (name === 'date' || name === 'unixtime') {
    const zone = parseZone(reader, inner.end, limit, parse)
    if (zone !== null)
      return { pieces: [{ ...call, end: zone.end, zone: zone.pieces } satisfies Call], end: zone.end }
  }
  return { pieces: [{ ...call, end: inner.end, zone: null }], end: inner.end }
}

function parseZone(reader: Reader, at: number, limit: number, parse: ParseReference): Found | null {
  if (!reader.text.startsWith('.tz(', at)) return null
  const inner = readArgument(reader, at + 4, limit, parse, false)
  return inner.closed ? inner : null
}

/** Up to the parenthesis that closes. In the Erlang of `$.map` a parenthesis within quotes does not count. */
function readArgument(
  reader: Reader,
  start: number,
  limit: number,
  parse: ParseReference,
  isErlang: boolean,
): Found & { readonly closed: boolean } {
  const { text } = reader
  const row = new Row()
  let open = 0
  let from = start
  let at = start
  const flush = () => {
    if (at > from) row.addText(text.slice(from, at), from, at)
  }
  while (at < limit) {
    const special = parseSpecial(reader, at, limit, parse)
    if (special !== null) {
      flush()
      for (const piece of special.pieces) row.add(piece)
      at = special.end
      from = at
      continue
    }
    const char = text[at]
    if (char === ')' && open === 0) {
      flush()
      return { pieces: row.pieces, end: at + 1, closed: true }
    }
    if (char === '(') open += 1
    if (char === ')') open -= 1
    at = isErlang && char === '"' ? skipQuoted(text, at, limit) : at + 1
  }
  flush()
  return { pieces: row.pieces, end: limit, closed: false }
}

function skipQuoted(text: string, at: number, limit: number): number {
  for (let next = at + 1; next < limit; next += 1) {
    if (text[next] === '\\') next += 1
    else if (text[next] === '"') return next + 1
  }
  return limit
}

/** A reference or a call at this place, or null: it is text. */
export function parseSpecial(reader: Reader, at: number, limit: number, parse: ParseReference): Found | null {
  const { text, pairs, functions } = reader
  if (text[at] === '{') {
    const close = pairs.get(at)
    const reference = close === undefined || close >= limit ? null : parse(reader, at, close)
    return reference === null ? null : { pieces: [reference], end: reference.end }
  }
  return functions && text[at] === '$' ? parseCall(reader, at, limit, parse) : null
}
