/** The one way from a text to its pieces. What was parsed is kept, for nodes are passed again and again. */
import { pairBraces } from './pair-braces.ts'
import { parseSpecial } from './parse-call.ts'
import { parsePath, parseReference, targetOf } from './parse-reference.ts'
import { type Reader, Row, report } from './reader.ts'
import type { Parsed, Reference, Segment } from './tree.ts'

const KEPT = 2_000
const kept = new Map<string, unknown>()

function keep<T>(key: string, make: () => T): T {
  const known = kept.get(key)
  if (known !== undefined) return known as T
  const made = make()
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value as string)
  kept.set(key, made)
  return made
}

function read(text: string, functions: boolean): Reader & { readonly open: readonly number[] } {
  return { text, functions, problems: [], depth: 0, ...pairBraces(text) }
}

/**
 * A text with `{{...}}` and, where they are allowed, `$.` functions. Never fails: what is not in order stays text and is a
 * problem.
 */
export function parseText(text: string, functions: boolean): Parsed {
  return keep(`${functions ? 'f' : 't'}${text}`, () => parseFresh(text, functions))
}

function parseFresh(text: string, functions: boolean): Parsed {
  const reader = read(text, functions)
  for (const at of reader.open)
    report(reader, 'open_braces', at, at + 2, 'these braces do not close: they stay text')
  const row = new Row()
  let from = 0
  let at = 0
  while (at < text.length) {
    const special = parseSpecial(reader, at, text.length, parseReference)
    if (special === null) {
      at += 1
      continue
    }
    if (at > from) row.addText(text.slice(from, at), from, at)
    for (const piece of special.pieces) row.add(piece)
    at = special.end
    from = at
  }
  if (at > from) row.addText(text.slice(from, at), from, at)
  return { pieces: row.pieces, problems: reader.problems.toSorted((a, b) => a.at - b.at) }
}

/** A bare name, as in the `param` of a condition: what would stand between the braces. null: it is no path. */
export function parseName(name: string): Reference | null {
  return keep(`n${name}`, () => {
    const path = parsePath(read(name, false), 0, name.length)
    const isPath = path !== null && path.length > 0
    return {
      reference: isPath
        ? ({ kind: 'reference', at: 0, end: name.length, target: targetOf(path) } as const)
        : null,
    }
  }).reference
}

/** The key of a field: a path whose steps may hold references. `{{name}}` is `name`. null: it is no path. */
export function parseKey(key: string): readonly Segment[] | null {
  return keep(`k${key}`, () => {
    const reader = read(key, true)
    const inBraces = reader.pairs.get(0) === key.length - 2
    const path = inBraces ? parsePath(reader, 2, key.length - 2) : parsePath(reader, 0, key.length)
    return { path: path === null || path.length === 0 ? null : path }
  }).path
}
