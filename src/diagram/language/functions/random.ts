/** `$.random` (rule 18). */
import type { Evaluation } from '../evaluation.ts'
import { textOf, wrongConvert } from '../values.ts'
import type { Argument } from './argument.ts'

/** MPO takes int64 for what is larger. */
const LARGEST = 2 ** 63 - 1024
const WHOLE = /^-?[0-9]+$/

/**
 * Nothing: [0, 1). `N`: 1..N, 0 for 0, N..-1 for a negative one. `a,b`: both included, in either order.
 *
 * @throws Unfilled (`wrong_convert_param`) for what is no whole number
 */
export function randomNumber(evaluation: Evaluation, argument: readonly Argument[], key: string): number {
  const { random } = evaluation.scope
  // A comma within a value is no comma of the expression
  const joined = argument
    .map(({ isLiteral, value }) => (isLiteral ? textOf(value) : textOf(value).replaceAll(',', ';')))
    .join('')
  if (joined.trim() === '') return random()
  const bounds = joined.split(',').map((text) => text.trim())
  if (bounds.length > 2 || !bounds.every((text) => WHOLE.test(text)))
    throw wrongConvert(key, `$.random(${joined})`, 'number')
  const [first = 0, second] = bounds.map((text) => Math.max(-LARGEST, Math.min(LARGEST, Number(text))))
  if (second === undefined) {
    if (first === 0) return 0
    return first > 0 ? between(random(), 1, first) : between(random(), first, -1)
  }
  return between(random(), Math.min(first, second), Math.max(first, second))
}

function between(random: number, low: number, high: number): number {
  return Math.min(high, low + Math.floor(random * (high - low + 1)))
}
