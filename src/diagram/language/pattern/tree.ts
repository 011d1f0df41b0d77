/** A regular expression as a tree. Sets of characters are sorted ranges of code points that do not touch. */

export type Range = readonly [from: number, to: number]

export type Pattern =
  | { readonly kind: 'set'; readonly ranges: readonly Range[] }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly items: readonly Pattern[] }
  | { readonly kind: 'choice'; readonly items: readonly Pattern[] }
  /** `most` null: without end. Lazy or not: whether something is found does not depend on it. */
  | { readonly kind: 'repeat'; readonly item: Pattern; readonly least: number; readonly most: number | null }

export type Assertion = 'textStart' | 'textEnd' | 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge'

/** Why the engine can't take a pattern. */
export class PatternProblem extends Error {}
