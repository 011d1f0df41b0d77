/** Erlang's values: their order, and how JSON becomes one of them and back (rule 22). */
import type { Json } from '../../diagram.ts'
import type { Evaluation } from '../evaluation.ts'
import { atom, ofBoolean, Raised, type Term } from './tree.ts'

/** Beyond, JSON writes an exponent and Erlang reads a float. */
const LARGEST_WHOLE = 1e21
const DEEPEST = 500

/** An object is the list of its `{Key, Value}`, the empty one `[{}]`; a text is a binary; true, false and null are atoms. */
export function termOf(evaluation: Evaluation, value: Json, depth = 0): Term {
  evaluation.spend(1)
  if (depth > DEEPEST) throw new Raised('too deep')
  if (value === null) return atom('null')
  if (typeof value === 'boolean') return ofBoolean(value)
  if (typeof value === 'number')
    return Number.isInteger(value) && Math.abs(value) < LARGEST_WHOLE ? BigInt(value) : value
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map((item: Json) => termOf(evaluation, item, depth + 1))
  const entries = Object.entries(value)
  if (entries.length === 0) return [{ tuple: [] }]
  return entries.map(([key, item]) => ({ tuple: [key, termOf(evaluation, item, depth + 1)] }))
}

/** Of a doubled key the first counts, as for proplists. The atom undefined is null, another one its name. */
export function jsonOfTerm(evaluation: Evaluation, term: Term, depth = 0): Json {
  evaluation.spend(1)
  if (depth > DEEPEST) throw new Raised('too deep')
  if (typeof term === 'string') {
    evaluation.spend(0, term.length)
    return term
  }
  if (typeof term === 'number') return term
  if (typeof term === 'bigint') {
    const number = Number(term)
    if (!Number.isFinite(number)) throw new Raised('badarg')
    return number
  }
  if (isList(term)) {
    if (term.length === 1 && isEmptyTuple(term[0])) return {}
    const pairs = term.map(pairOf)
    if (term.length === 0 || pairs.some((pair) => pair === null))
      return term.map((item) => jsonOfTerm(evaluation, item, depth + 1))
    return objectOf(evaluation, pairs as readonly (readonly [string, Term])[], depth)
  }
  if ('atom' in term) {
    if (term.atom === 'true' || term.atom === 'false') return term.atom === 'true'
    return term.atom === 'null' || term.atom === 'undefined' ? null : term.atom
  }
  if ('pairs' in term) {
    const pairs = term.pairs.map(([key, value]) => [keyOf(key), value] as const)
    if (pairs.some(([key]) => key === null)) throw new Raised('badarg')
    return objectOf(evaluation, pairs as readonly (readonly [string, Term])[], depth)
  }
  throw new Raised('badarg')
}

function objectOf(evaluation: Evaluation, pairs: readonly (readonly [string, Term])[], depth: number): Json {
  const entries = new Map<string, Json>()
  for (const [key, value] of pairs)
    if (!entries.has(key)) entries.set(key, jsonOfTerm(evaluation, value, depth + 1))
  return Object.fromEntries(entries)
}

export function isList(term: Term): term is readonly Term[] {
  return Array.isArray(term)
}

function isEmptyTuple(term: Term | undefined): boolean {
  return typeof term === 'object' && 'tuple' in term && term.tuple.length === 0
}

function pairOf(term: Term): readonly [string, Term] | null {
  if (typeof term !== 'object' || !('tuple' in term) || term.tuple.length !== 2) return null
  const [key, value] = term.tuple as [Term, Term]
  const name = keyOf(key)
  return name === null ? null : [name, value]
}

function keyOf(term: Term): string | null {
  if (typeof term === 'string') return term
  if (typeof term === 'bigint') return String(term)
  return typeof term === 'object' && 'atom' in term ? term.atom : null
}

/** number < atom < tuple < map < list < binary. */
function rankOf(term: Term): number {
  if (typeof term === 'bigint' || typeof term === 'number') return 0
  if (typeof term === 'string') return 5
  if (isList(term)) return 4
  return 'atom' in term ? 1 : 'tuple' in term ? 2 : 3
}

/** Negative, 0 or positive; `exact` as in `=:=`: 1 is not 1.0. */
export function compareTerms(evaluation: Evaluation, a: Term, b: Term, exact = false): number {
  evaluation.spend(1)
  const ranks = rankOf(a) - rankOf(b)
  if (ranks !== 0) return ranks
  if (typeof a === 'string') {
    evaluation.spend(Math.ceil(a.length / 1000))
    return a < (b as string) ? -1 : a === b ? 0 : 1
  }
  if (typeof a === 'bigint' || typeof a === 'number') {
    const other = b as bigint | number
    if (a < other) return -1
    if (a > other) return 1
    return exact && typeof a !== typeof other ? (typeof a === 'number' ? -1 : 1) : 0
  }
  if (isList(a)) return compareRows(evaluation, a, b as readonly Term[], exact)
  if ('atom' in a) {
    const other = (b as { atom: string }).atom
    return a.atom < other ? -1 : a.atom === other ? 0 : 1
  }
  const isTuple = 'tuple' in a
  const left = isTuple ? a.tuple : sorted(evaluation, a.pairs)
  const right = isTuple
    ? (b as { tuple: readonly Term[] }).tuple
    : sorted(evaluation, (b as { pairs: Entries }).pairs)
  // Of tuples and maps the size comes first
  return left.length === right.length
    ? compareRows(evaluation, left, right, exact)
    : left.length - right.length
}

type Entries = readonly (readonly [Term, Term])[]

function sorted(evaluation: Evaluation, entries: Entries): readonly Term[] {
  return entries.toSorted(([a], [b]) => compareTerms(evaluation, a, b)).flat() as Term[]
}

function compareRows(evaluation: Evaluation, a: readonly Term[], b: readonly Term[], exact: boolean): number {
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const order = compareTerms(evaluation, a[at] as Term, b[at] as Term, exact)
    if (order !== 0) return order
  }
  return a.length - b.length
}

export function isSame(evaluation: Evaluation, a: Term, b: Term): boolean {
  return compareTerms(evaluation, a, b, true) === 0
}
