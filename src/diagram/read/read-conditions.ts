import type { Condition, Operator } from '../diagram.ts'
import { itemsOf, type JsonValue, memberOf, textOf } from './json-value.ts'
import { readCast } from './read-fields.ts'
import { note, type Reading } from './reading.ts'

/** MPO's own, and the spellings of other documents (facts, rule 23). */
const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: 'eq',
  '==': 'eq',
  not_eq: 'not_eq',
  ne: 'not_eq',
  neq: 'not_eq',
  '!=': 'not_eq',
  more: 'more',
  gt: 'more',
  '>': 'more',
  less: 'less',
  lt: 'less',
  '<': 'less',
  more_or_eq: 'more_or_eq',
  ge: 'more_or_eq',
  gte: 'more_or_eq',
  '>=': 'more_or_eq',
  less_or_eq: 'less_or_eq',
  le: 'less_or_eq',
  lte: 'less_or_eq',
  '<=': 'less_or_eq',
  regexp: 'regexp',
  regex: 'regexp',
}

/**
 * Reads the conditions of one `go_if_const`; none at all is a block that matches nothing. One that can't be read makes the block such
 * a one: without it the others would let through what they should not.
 */
export function readConditions(reading: Reading, logic: JsonValue): Condition[] {
  const conditions = itemsOf(memberOf(logic, 'conditions'))
  const read = conditions.flatMap((condition) => readCondition(reading, condition))
  return read.length === conditions.length ? read : []
}

function readCondition(reading: Reading, condition: JsonValue): Condition[] {
  const name = textOf(memberOf(condition, 'fun')).trim().toLowerCase()
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (operator === undefined) {
    note(
      reading,
      'operator_unknown',
      condition,
      `The condition compares by '${name.slice(0, 40)}', which is none of eq, not_eq, more, less, more_or_eq, less_or_eq, regexp`,
    )
    return []
  }
  const cast = readCast(reading, memberOf(condition, 'cast'))
  const param = textOf(memberOf(condition, 'param'))
  return [{ param, operator, value: textOf(memberOf(condition, 'const')), cast }]
}
