/** The Erlang of `$.map` and `$.filter` as a tree, and its values. */
import type { Evaluation } from '../evaluation.ts'

/** bigint: integer; number: float; string: binary; array: list. */
export type Term =
  | bigint
  | number
  | string
  | readonly Term[]
  | { readonly atom: string }
  | { readonly tuple: readonly Term[] }
  | { readonly pairs: readonly (readonly [Term, Term])[] }

export type Expression =
  | { readonly kind: 'literal'; readonly term: Term }
  /** `_` matches anything and is never bound. */
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly tail: Expression | null }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'binary'; readonly parts: readonly Expression[] }
  | { readonly kind: 'unary'; readonly operator: string; readonly item: Expression }
  | {
      readonly kind: 'binaryOperator'
      readonly operator: string
      readonly left: Expression
      readonly right: Expression
    }
  | { readonly kind: 'match'; readonly pattern: Expression; readonly item: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly items: readonly Expression[] }
  | { readonly kind: 'case'; readonly item: Expression; readonly clauses: readonly Clause[] }
  | { readonly kind: 'block'; readonly items: readonly Expression[] }

export interface Clause {
  readonly pattern: Expression
  /** One of them has to hold, with all its parts; [] always does. */
  readonly guards: readonly (readonly Expression[])[]
  readonly body: readonly Expression[]
}

/** A function that a fun may call. */
export type BuiltIn = (evaluation: Evaluation, items: readonly Term[]) => Term

export const atom = (name: string) => ({ atom: name })
export const TRUE = atom('true')
export const FALSE = atom('false')
export const ofBoolean = (value: boolean) => (value ? TRUE : FALSE)

/** The text is not in the part of Erlang that `$.map` and `$.filter` have. */
export class FunProblem extends Error {}

/** What Erlang would raise (`badarith`, `function_clause`): the result of the function is the empty list. */
export class Raised extends Error {}
