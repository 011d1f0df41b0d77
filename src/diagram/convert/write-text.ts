/** Texts of the language as TypeScript: reads and template literals where they say the same, else the language itself. */
import type { Cast, Json } from '../diagram.ts'
import { parseText, staticText } from '../language/grammar/index.ts'
import type { Piece, Segment } from '../language/grammar/tree.ts'
import { cast, pathOf } from '../language/index.ts'
import { escapeTemplate, isIdentifier, type Lines, literalOf, quote } from './code-text.ts'

/** An expression, or why there is none. */
export type Written =
  | { readonly lines: Lines; readonly canFail: boolean }
  /** It names something outside of the data, which code reads in ways of its own. */
  | { readonly outside: string }

/** @param column where it begins. @param functions whether `$.` means something there */
export function writeValue(text: string, to: Cast, column: number, functions: boolean): Written {
  const { pieces } = parseText(text, functions)
  const outside = findOutside(pieces, text)
  if (outside !== null) return { outside }
  const isJson = to === 'object' || to === 'array'
  const parts = isJson ? pieces.filter((piece) => piece.kind !== 'text' || piece.text.trim() !== '') : pieces
  const [only] = parts
  if (parts.every((piece) => piece.kind === 'text')) {
    const value = cast(text, to)
    if (value !== undefined) return { lines: literalOf(value, column), canFail: false }
  } else if (parts.length === 1 && only?.kind === 'reference') {
    const read = writeRead(only, text)
    // Nothing there is an empty text, and only then
    const name = to === 'string' ? 'text' : to
    if (read !== null) return { lines: [`mpo.${name}(${read})`], canFail: to !== 'string' }
  } else if (to === 'string') {
    const template = writeTemplate(parts, text)
    if (template !== null) return { lines: [template], canFail: false }
  }
  const name = functions ? 'mpo.fill' : 'mpo.fillPlain'
  return { lines: [`${name}(run, ${quote(text)}, ${quote(to)})`], canFail: true }
}

/**
 * A text for `apiCall`: references to variables stay as they are, since only the call itself opens them.
 *
 * @returns also the names of the variables
 */
export function writeCallText(
  text: string,
): { readonly code: string; readonly variables: readonly string[] } | null {
  const { pieces } = parseText(text, false)
  const variables: string[] = []
  let template = ''
  for (const piece of pieces) {
    if (piece.kind === 'text') {
      template += escapeTemplate(piece.text)
      continue
    }
    if (piece.kind === 'reference' && piece.target.kind === 'variable') {
      const name = staticText(piece.target.name)?.replace(/^@/, '')
      if (name === undefined || name === '' || /^\d+$/.test(name)) return null
      variables.push(name)
      template += escapeTemplate(text.slice(piece.at, piece.end))
      continue
    }
    const read = piece.kind === 'reference' ? writeRead(piece, text) : null
    if (read === null) return null
    template += `\${mpo.text(${read})}`
  }
  const hasRead = pieces.some(({ kind }, at) => kind !== 'text' && !isVariable(pieces[at]))
  return { code: hasRead ? templateOf(template) : quote(text), variables }
}

const isVariable = (piece: Piece | undefined) =>
  piece?.kind === 'reference' && piece.target.kind === 'variable'

/** A template that is one read and nothing else is that read. */
function templateOf(template: string): string {
  return /^\$\{([^{}`]+)\}$/.exec(template)?.[1] ?? `\`${template}\``
}

function writeTemplate(pieces: readonly Piece[], text: string): string | null {
  let template = ''
  for (const piece of pieces) {
    const read = piece.kind === 'reference' ? writeRead(piece, text) : null
    if (piece.kind === 'text') template += escapeTemplate(piece.text)
    else if (read !== null) template += `\${mpo.text(${read})}`
    else return null
  }
  return `\`${template}\``
}

/** What stands at a path of the data. Null: the path is not known beforehand, or is none of the data. */
function writeRead(piece: Extract<Piece, { kind: 'reference' }>, text: string): string | null {
  if (piece.target.kind !== 'data') return null
  const path = piece.target.path.map(staticText)
  if (path.includes(null)) return null
  return writePath(text.slice(piece.at + 2, piece.end - 2).trim())
}

/**
 * A read of the data.
 *
 * @param name a path such as `client.name`, as a condition has it
 * @returns null where it is no path
 * @example writePath('amount') // 'run.data.amount'
 */
export function writePath(name: string): string | null {
  const path = pathOf(name)
  if (path === null) return null
  const [first, second, ...rest] = path
  if (first === 'root' && rest.length === 0 && second === 'task_id') return 'run.task.taskId'
  if (first === 'root' && rest.length === 0 && second === 'ref') return "(run.task.ref ?? '')"
  const isOwn = typeof first === 'string' && isIdentifier(first) && !(first in Object.prototype)
  return second === undefined && isOwn ? `run.data.${first}` : `mpo.at(run.data, ${quote(name)})`
}

/** What `root.*` has that a process in code has not. */
const ROOT = /^root\.(?!task_id$|ref$)[a-z_]+$/

/** The first thing that is not in the data, as it is written; null: all is. */
function findOutside(pieces: readonly Piece[], text: string): string | null {
  for (const piece of pieces) {
    if (piece.kind === 'text') continue
    const written = text.slice(piece.at, piece.end)
    if (piece.kind === 'call') {
      const within = piece.zone === null ? findOutside(piece.argument, text) : written
      if (within !== null) return within
      continue
    }
    const { target } = piece
    if (target.kind === 'conv' || target.kind === 'variable' || target.kind === 'node') return written
    if (target.kind === 'data') {
      if (ROOT.test(written.slice(2, -2).trim())) return written
      const within = findOutside(
        target.path.flatMap((segment: Segment) => segment.pieces),
        text,
      )
      if (within !== null) return within
    }
  }
  return null
}

/** A number, text, yes or no, or list as a comparison has it on its right side; null: it does not go into its type. */
export function constantOf(text: string, to: Cast): Json | null {
  const { pieces } = parseText(text, true)
  if (pieces.some((piece) => piece.kind !== 'text')) return null
  return cast(text, to) ?? null
}
