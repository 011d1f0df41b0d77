/**
 * `$.map` and `$.filter`: a small interpreter for the documented part of Erlang (rule 22). It has no loops and no functions of
 * its own, and every step is counted.
 */
import type { Json } from '../../diagram.ts'
import type { Evaluation } from '../evaluation.ts'
import { builtIn } from './built-ins.ts'
import { applyBinary, applyUnary, binaryOf, booleanOf, listOf } from './operators.ts'
import { parseFun } from './parse-fun.ts'
import { isList, isSame, jsonOfTerm, termOf } from './terms.ts'
import { type Clause, type Expression, Raised, type Term } from './tree.ts'

type Bindings = Map<string, Term>

/**
 * What the fun makes of each element; what is not true is left out by `filter`.
 *
 * @returns the empty list where the fun is no fun, or raises an error
 * @throws Unfilled (`budget`)
 */
export function evaluateFun(
  evaluation: Evaluation,
  name: 'map' | 'filter',
  source: string,
  items: readonly Json[],
): readonly Json[] {
  const clauses = parseFun(source)
  if (typeof clauses === 'string') return []
  try {
    const results = items.map((item) => runClauses(evaluation, clauses, termOf(evaluation, item), new Map()))
    if (name === 'filter') return items.filter((_, index) => booleanOf(results[index] as Term))
    return results.map((result) => jsonOfTerm(evaluation, result))
  } catch (error) {
    if (error instanceof Raised) return []
    throw error
  }
}

/** The body of the first clause that matches. Its bindings stay: those of a case are seen behind it. */
function runClauses(
  evaluation: Evaluation,
  clauses: readonly Clause[],
  item: Term,
  bindings: Bindings,
): Term {
  for (const { pattern, guards, body } of clauses) {
    const own = new Map(bindings)
    if (!matches(evaluation, pattern, item, own) || !guardsHold(evaluation, guards, own)) continue
    for (const [name, term] of own) bindings.set(name, term)
    return runBody(evaluation, body, bindings)
  }
  throw new Raised('function_clause')
}

function runBody(evaluation: Evaluation, body: readonly Expression[], bindings: Bindings): Term {
  let result: Term = []
  for (const expression of body) result = run(evaluation, expression, bindings)
  return result
}

/** A guard that raises an error does not hold. */
function guardsHold(
  evaluation: Evaluation,
  guards: readonly (readonly Expression[])[],
  bindings: Bindings,
): boolean {
  return (
    guards.length === 0 ||
    guards.some((parts) => parts.every((part) => guardHolds(evaluation, part, bindings)))
  )
}

function guardHolds(evaluation: Evaluation, part: Expression, bindings: Bindings): boolean {
  try {
    return booleanOf(run(evaluation, part, bindings))
  } catch (error) {
    if (error instanceof Raised) return false
    throw error
  }
}

function run(evaluation: Evaluation, expression: Expression, bindings: Bindings): Term {
  evaluation.spend(1)
  const value = (item: Expression) => run(evaluation, item, bindings)
  switch (expression.kind) {
    case 'literal':
      return expression.term
    case 'variable': {
      const term = expression.name === '_' ? undefined : bindings.get(expression.name)
      if (term === undefined) throw new Raised('unbound')
      return term
    }
    case 'tuple':
      return { tuple: expression.items.map(value) }
    case 'list': {
      const items = expression.items.map(value)
      if (expression.tail === null) return items
      const tail = listOf(value(expression.tail))
      evaluation.spend(tail.length)
      return [...items, ...tail]
    }
    case 'map':
      return {
        pairs: mapOf(
          evaluation,
          expression.entries.map(([key, item]) => [value(key), value(item)]),
        ),
      }
    case 'binary': {
      const text = expression.parts.map((part) => binaryOf(value(part))).join('')
      evaluation.spend(0, text.length)
      return text
    }
    case 'unary':
      return applyUnary(expression.operator, value(expression.item))
    case 'binaryOperator':
      return runOperator(evaluation, expression, value)
    case 'match': {
      const item = value(expression.item)
      if (!matches(evaluation, expression.pattern, item, bindings)) throw new Raised('badmatch')
      return item
    }
    case 'call': {
      const call = builtIn(expression.name, expression.items.length)
      if (call === undefined) throw new Raised('undef')
      return call(evaluation, expression.items.map(value))
    }
    case 'case':
      return runClauses(evaluation, expression.clauses, value(expression.item), bindings)
    case 'block':
      return runBody(evaluation, expression.items, bindings)
  }
}

function runOperator(
  evaluation: Evaluation,
  { operator, left, right }: Extract<Expression, { kind: 'binaryOperator' }>,
  value: (item: Expression) => Term,
): Term {
  const first = value(left)
  if (operator === 'andalso') return booleanOf(first) ? value(right) : first
  if (operator === 'orelse') return booleanOf(first) ? first : value(right)
  return applyBinary(evaluation, operator, first, value(right))
}

/** Of a doubled key the last counts. */
function mapOf(evaluation: Evaluation, entries: readonly (readonly [Term, Term])[]) {
  const map: (readonly [Term, Term])[] = []
  for (const entry of entries) {
    const at = map.findIndex(([key]) => isSame(evaluation, key, entry[0]))
    if (at >= 0) map[at] = entry
    else map.push(entry)
  }
  return map
}

/** Binds the names of a pattern; a name that is bound already has to be the same. */
function matches(evaluation: Evaluation, pattern: Expression, term: Term, bindings: Bindings): boolean {
  evaluation.spend(1)
  const row = (patterns: readonly Expression[], terms: readonly Term[]) =>
    patterns.every((one, index) => matches(evaluation, one, terms[index] as Term, bindings))
  switch (pattern.kind) {
    case 'variable': {
      if (pattern.name === '_') return true
      const bound = bindings.get(pattern.name)
      if (bound !== undefined) return isSame(evaluation, bound, term)
      bindings.set(pattern.name, term)
      return true
    }
    case 'tuple': {
      const { items } = pattern
      return isTuple(term) && term.tuple.length === items.length && row(items, term.tuple)
    }
    case 'list': {
      const { items, tail } = pattern
      if (!isList(term) || term.length < items.length) return false
      if (tail === null) return term.length === items.length && row(items, term)
      evaluation.spend(term.length)
      return row(items, term) && matches(evaluation, tail, term.slice(items.length), bindings)
    }
    case 'map':
      return matchesMap(evaluation, pattern.entries, term, bindings)
    case 'match':
      return (
        matches(evaluation, pattern.pattern, term, bindings) &&
        matches(evaluation, pattern.item, term, bindings)
      )
    default:
      // A literal, or an expression of constants such as -1
      return isSame(evaluation, run(evaluation, pattern, bindings), term)
  }
}

function matchesMap(
  evaluation: Evaluation,
  entries: readonly (readonly [Expression, Expression])[],
  term: Term,
  bindings: Bindings,
): boolean {
  if (typeof term !== 'object' || !('pairs' in term)) return false
  return entries.every(([key, pattern]) => {
    const wanted = run(evaluation, key, bindings)
    const entry = term.pairs.find(([name]) => isSame(evaluation, name, wanted))
    return entry !== undefined && matches(evaluation, pattern, entry[1], bindings)
  })
}

function isTuple(term: Term): term is { readonly tuple: readonly Term[] } {
  return typeof term === 'object' && 'tuple' in term
}
