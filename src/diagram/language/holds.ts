/** Whether a block of conditions is met (rule 23). */
import type { Cast, Condition, Json, Operator } from '../diagram.ts'
import { answer, type Evaluation, Unfilled } from './evaluation.ts'
import { assemble } from './fill-in.ts'
import { parseName } from './grammar/index.ts'
import { compilePattern } from './pattern/compile.ts'
import { searchCompiled } from './pattern/search.ts'
import { readReference } from './resolve.ts'
import type { Filled, Scope } from './scope.ts'
import { cast, compareTexts, equals, textOf } from './values.ts'

/**
 * All conditions hold; an empty block never does. A `param` without braces is a path, and nothing there makes every operator
 * false; with braces it is filled in, and nothing there is `''`. Both sides are cast, a failed cast is false.
 *
 * @returns the tag of a read that failed, or `budget`
 */
export function holds(conditions: readonly Condition[], scope: Scope): Filled<boolean> {
  return answer(scope, (evaluation) => {
    if (conditions.length === 0) return false
    // What a later one needs is fetched in the same round; the first that is false ends it
    return conditions.every((condition) => {
      const before = evaluation.needs.length
      return isMet(evaluation, condition) || evaluation.needs.length > before
    })
  })
}

function isMet(evaluation: Evaluation, { param, operator, value, cast: to }: Condition): boolean {
  try {
    const left = paramOf(evaluation, param, to)
    const right = assemble(evaluation, value, to, param, true) ?? ''
    if (left === undefined) return false
    if (operator === 'regexp') return matches(evaluation, textOf(right), textOf(left))
    const a = cast(left, to)
    const b = cast(right, to)
    return a !== undefined && b !== undefined && compare(operator, a, b)
  } catch (error) {
    // A number that $.math can't make is a failed cast
    if (error instanceof Unfilled && error.tag === 'wrong_convert_param') return false
    throw error
  }
}

function paramOf(evaluation: Evaluation, param: string, to: Cast): Json | undefined {
  if (param.includes('{{') || param.trimStart().startsWith('$.'))
    return assemble(evaluation, param, to, param, true) ?? ''
  const name = parseName(param)
  return name === null ? undefined : readReference(evaluation, name, param)
}

function compare(operator: Exclude<Operator, 'regexp'>, a: Json, b: Json): boolean {
  if (operator === 'eq') return equals(a, b)
  if (operator === 'not_eq') return !equals(a, b)
  const order = orderOf(a, b)
  if (order === null) return false
  switch (operator) {
    case 'more':
      return order > 0
    case 'less':
      return order < 0
    case 'more_or_eq':
      return order >= 0
    case 'less_or_eq':
      return order <= 0
  }
}

/** Numbers by size, texts by code points; null: values of this type have no order. */
function orderOf(a: Json, b: Json): number | null {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return typeof a === 'string' && typeof b === 'string' ? compareTexts(a, b) : null
}

/** A pattern from the data that the engine can't take matches nothing; one that stands in the diagram is refused at import. */
function matches(evaluation: Evaluation, pattern: string, text: string): boolean {
  const compiled = compilePattern(pattern)
  return typeof compiled !== 'string' && searchCompiled(compiled, text, (steps) => evaluation.spend(steps))
}
