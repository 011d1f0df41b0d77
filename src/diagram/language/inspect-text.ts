/** What a text names and what in it can't work, for `check`; nothing is evaluated. */
import { parseFun } from './erlang/index.ts'
import type { Piece, Problem, Segment, Span } from './grammar/index.ts'
import { parseText, staticText } from './grammar/index.ts'

/** Something outside of the data that a text names. A name is null where it is known at run time only. */
export type NamedReference = Span &
  (
    | { readonly kind: 'conv'; readonly conv: string | null; readonly ref: string | null }
    | { readonly kind: 'variable'; readonly name: string | null }
    | {
        readonly kind: 'node'
        readonly conv: string | null
        readonly isOther: boolean
        readonly node: string | null
        readonly name: string | null
      }
  )

/**
 * Problems and references with their positions, by place; those within other references too.
 *
 * @param options.functions whether `$.` means something where the text stands. @default true
 */
export function inspectText(
  text: string,
  options: { readonly functions?: boolean } = {},
): { readonly problems: readonly Problem[]; readonly references: readonly NamedReference[] } {
  const parsed = parseText(text, options.functions ?? true)
  const problems: Problem[] = [...parsed.problems]
  const references: NamedReference[] = []
  const add = (pieces: readonly Piece[]) => {
    for (const piece of pieces) {
      if (piece.kind === 'call') {
        add(piece.argument)
        if (piece.zone !== null) add(piece.zone)
        const problem = problemOfFun(piece)
        if (problem !== null)
          problems.push({
            kind: 'bad_expression',
            at: piece.at,
            end: piece.end,
            message: `$.${piece.name}: ${problem}`,
          })
      }
      if (piece.kind !== 'reference') continue
      const { target, at, end } = piece
      const names = (...segments: readonly (Segment | null)[]) => {
        for (const segment of segments) if (segment !== null) add(segment.pieces)
      }
      switch (target.kind) {
        case 'data':
          names(...target.path)
          break
        case 'conv':
          references.push({
            kind: 'conv',
            at,
            end,
            conv: staticText(target.conv),
            ref: staticText(target.ref),
          })
          names(target.conv, target.ref, ...target.path)
          break
        case 'variable':
          references.push({ kind: 'variable', at, end, name: staticText(target.name) })
          names(target.name, ...target.path)
          break
        case 'node': {
          const conv = target.conv === null ? null : staticText(target.conv)
          const node = staticText(target.node)
          references.push({
            kind: 'node',
            at,
            end,
            conv,
            isOther: target.conv !== null,
            node,
            name: staticText(target.name),
          })
          names(target.conv, target.node, target.name)
        }
      }
    }
  }
  add(parsed.pieces)
  return { problems: problems.sort(byPlace), references: references.sort(byPlace) }
}

function byPlace(a: Span, b: Span): number {
  return a.at - b.at
}

/** Of `$.map` and `$.filter`: what is wrong before the last comma. */
function problemOfFun({ name, argument }: Extract<Piece, { kind: 'call' }>): string | null {
  if (name !== 'map' && name !== 'filter') return null
  const source = argument.map((piece) => (piece.kind === 'text' ? piece.text : '\0')).join('')
  const comma = source.lastIndexOf(',')
  if (comma < 0) return 'an array is lacking'
  const fun = source.slice(0, comma)
  if (fun.includes('\0')) return 'there can be no reference within the fun'
  const clauses = parseFun(fun)
  return typeof clauses === 'string' ? clauses : null
}
