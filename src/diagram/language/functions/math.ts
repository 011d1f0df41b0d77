/** `$.math`: + - * / with parentheses, whole numbers of any size (rule 17). */
import { type Evaluation, Unfilled } from '../evaluation.ts'
import { numberOf, textOf, wrongConvert } from '../values.ts'
import type { Argument } from './argument.ts'
import { floatText } from './float-text.ts'

type Operand = bigint | number
type Token = { readonly sign: string } | { readonly operand: Operand }

const MOST_DIGITS = 10_000
const DEEPEST = 100
const WHOLE = /^-?[0-9]+$/
const TOKEN = /\s*(?:((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)|([-+*/()]))\s*/y

interface Reader {
  readonly tokens: readonly Token[]
  readonly evaluation: Evaluation
  readonly fail: () => Unfilled
  at: number
}

/**
 * The result as text: whole numbers stay whole, `/` gives a float, and a float has a decimal point (`50.0`). A value is an
 * operand, whatever its text holds.
 *
 * @throws Unfilled (`wrong_convert_param`) for what is no expression, no number, or a division by 0
 */
export function calculate(evaluation: Evaluation, argument: readonly Argument[], key: string): string {
  const shown = argument.map(({ value }) => textOf(value)).join('')
  const fail = () => wrongConvert(key, `$.math(${shown})`, 'number')
  const reader: Reader = { tokens: argument.flatMap((part) => tokensOf(part, fail)), evaluation, fail, at: 0 }
  const result = sum(reader, 0)
  if (reader.at < reader.tokens.length) throw fail()
  return typeof result === 'bigint' ? String(result) : floatText(result)
}

function tokensOf({ isLiteral, value }: Argument, fail: () => Unfilled): readonly Token[] {
  if (!isLiteral) return [{ operand: operandOf(textOf(value).trim(), fail) }]
  const text = textOf(value)
  const tokens: Token[] = []
  if (text.trim() === '') return tokens
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text)
    if (match === null) throw fail()
    const [, number, sign] = match
    tokens.push(number === undefined ? { sign: sign ?? '' } : { operand: literalOf(number, fail) })
  }
  return tokens
}

/** In an expression `1.` and `.5` are numbers too. */
function literalOf(text: string, fail: () => Unfilled): Operand {
  if (WHOLE.test(text)) return operandOf(text, fail)
  const number = Number(text)
  if (!Number.isFinite(number)) throw fail()
  return number
}

function operandOf(text: string, fail: () => Unfilled): Operand {
  if (text.length > MOST_DIGITS) throw tooLarge()
  if (WHOLE.test(text)) return BigInt(text)
  const number = numberOf(text)
  if (number === null) throw fail()
  return number
}

function tooLarge(): Unfilled {
  return new Unfilled('budget', `a number of more than ${MOST_DIGITS} digits`)
}

function takeSign(reader: Reader, signs: string): string | null {
  const token = reader.tokens[reader.at]
  if (token === undefined || !('sign' in token) || !signs.includes(token.sign)) return null
  reader.at += 1
  return token.sign
}

function sum(reader: Reader, depth: number): Operand {
  if (depth > DEEPEST) throw reader.fail()
  let left = product(reader, depth)
  for (;;) {
    const sign = takeSign(reader, '+-')
    if (sign === null) return left
    left = apply(reader, sign, left, product(reader, depth))
  }
}

function product(reader: Reader, depth: number): Operand {
  let left = factor(reader, depth)
  for (;;) {
    const sign = takeSign(reader, '*/')
    if (sign === null) return left
    left = apply(reader, sign, left, factor(reader, depth))
  }
}

function factor(reader: Reader, depth: number): Operand {
  if (depth > DEEPEST) throw reader.fail()
  const sign = takeSign(reader, '+-(')
  if (sign === '-') return -factor(reader, depth + 1)
  if (sign === '+') return factor(reader, depth + 1)
  if (sign === '(') {
    const inner = sum(reader, depth + 1)
    if (takeSign(reader, ')') === null) throw reader.fail()
    return inner
  }
  const token = reader.tokens[reader.at]
  if (token === undefined || !('operand' in token)) throw reader.fail()
  reader.at += 1
  return token.operand
}

let largest: bigint | undefined

function apply(reader: Reader, sign: string, left: Operand, right: Operand): Operand {
  reader.evaluation.spend(1)
  if (typeof left === 'bigint' && typeof right === 'bigint' && sign !== '/') {
    const result = sign === '+' ? left + right : sign === '-' ? left - right : left * right
    largest ??= 10n ** BigInt(MOST_DIGITS)
    if (result > largest || result < -largest) throw tooLarge()
    return result
  }
  const a = Number(left)
  const b = Number(right)
  const result = sign === '+' ? a + b : sign === '-' ? a - b : sign === '*' ? a * b : a / b
  if (!Number.isFinite(result)) throw reader.fail()
  return result
}
