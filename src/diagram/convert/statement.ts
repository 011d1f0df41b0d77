/** Structured code over the blocks of a graph: what `structure` makes, `simplify` tidies and `write-flow` prints. */

export type Statement =
  /** Runs a block that has one way or none; with none, the course ends with it. */
  | { readonly kind: 'do'; readonly block: string }
  /** Runs a block and takes the way it says. Each target once. */
  | { readonly kind: 'choose'; readonly block: string; readonly cases: readonly Case[] }
  /** Again and again, until something within leaves it. */
  | { readonly kind: 'loop'; readonly header: string; readonly body: readonly Statement[] }
  /** `leave` within it goes on behind it. */
  | { readonly kind: 'labelled'; readonly before: string; readonly body: readonly Statement[] }
  /** On to the block, which stands behind the labelled statement of its name. */
  | { readonly kind: 'leave'; readonly to: string }
  /** Back to the head of the loop of this block. */
  | { readonly kind: 'again'; readonly to: string }
  /** A graph that no nesting of loops can say: a switch over where it stands. */
  | { readonly kind: 'machine'; readonly start: string }

export interface Case {
  readonly to: string
  readonly body: readonly Statement[]
}

/** By block: where it may lead, each target once, in the order of its ways. */
export type Graph = ReadonlyMap<string, readonly string[]>

/** Whether a course never comes behind these statements. */
export function ends(statements: readonly Statement[], graph: Graph): boolean {
  const last = statements.at(-1)
  switch (last?.kind) {
    case undefined:
      return false
    case 'do':
      return graph.get(last.block)?.length === 0
    case 'choose':
      return last.cases.every(({ body }) => ends(body, graph))
    case 'labelled':
      return ends(last.body, graph) && !mentions(last.body, last.before)
    case 'loop':
    case 'leave':
    case 'again':
    case 'machine':
      return true
  }
}

/** Whether something within goes to that label: `leave` for a labelled statement, `again` for a loop. */
export function mentions(
  statements: readonly Statement[],
  label: string,
  kind: 'leave' | 'again' = 'leave',
): boolean {
  return statements.some((statement) => {
    switch (statement.kind) {
      case 'leave':
      case 'again':
        return statement.kind === kind && statement.to === label
      case 'choose':
        return statement.cases.some(({ body }) => mentions(body, label, kind))
      case 'loop':
      case 'labelled':
        return mentions(statement.body, label, kind)
      default:
        return false
    }
  })
}
