/** What the operators of Erlang do. `andalso` and `orelse` are the evaluation's. */
import type { Evaluation } from '../evaluation.ts'
import { compareTerms, isList, isSame } from './terms.ts'
import { ofBoolean, Raised, type Term } from './tree.ts'

/** Bits of the largest integer; Erlang ends at some millions with system_limit. */
const MOST_BITS = 32_768

export function applyUnary(operator: string, item: Term): Term {
  switch (operator) {
    case 'not':
      return ofBoolean(!booleanOf(item))
    case 'bnot':
      return ~integerOf(item)
    case '-':
      return -numberOf(item)
    default:
      return numberOf(item)
  }
}

export function applyBinary(evaluation: Evaluation, operator: string, left: Term, right: Term): Term {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
      return calculate(operator, numberOf(left), numberOf(right))
    case 'div':
    case 'rem':
    case 'band':
    case 'bor':
    case 'bxor':
    case 'bsl':
    case 'bsr':
      return calculateWhole(operator, integerOf(left), integerOf(right))
    case 'and':
      return ofBoolean(booleanOf(left) && booleanOf(right))
    case 'or':
      return ofBoolean(booleanOf(left) || booleanOf(right))
    case 'xor':
      return ofBoolean(booleanOf(left) !== booleanOf(right))
    case '++':
    case '--':
      return joinLists(evaluation, operator, listOf(left), listOf(right))
    default:
      return ofBoolean(isOrdered(evaluation, operator, left, right))
  }
}

function isOrdered(evaluation: Evaluation, operator: string, left: Term, right: Term): boolean {
  if (operator === '=:=') return isSame(evaluation, left, right)
  if (operator === '=/=') return !isSame(evaluation, left, right)
  const order = compareTerms(evaluation, left, right)
  switch (operator) {
    case '==':
      return order === 0
    case '/=':
      return order !== 0
    case '<':
      return order < 0
    case '=<':
      return order <= 0
    case '>':
      return order > 0
    default:
      return order >= 0
  }
}

function calculate(operator: '+' | '-' | '*' | '/', left: bigint | number, right: bigint | number): Term {
  if (typeof left === 'bigint' && typeof right === 'bigint' && operator !== '/')
    return bounded(operator === '+' ? left + right : operator === '-' ? left - right : left * right)
  const a = Number(left)
  const b = Number(right)
  const result = operator === '+' ? a + b : operator === '-' ? a - b : operator === '*' ? a * b : a / b
  if (!Number.isFinite(result)) throw new Raised('badarith')
  return result
}

function calculateWhole(operator: string, left: bigint, right: bigint): Term {
  switch (operator) {
    case 'div':
    case 'rem':
      if (right === 0n) throw new Raised('badarith')
      return operator === 'div' ? left / right : left % right
    case 'band':
      return left & right
    case 'bor':
      return left | right
    case 'bxor':
      return left ^ right
    default: {
      const bits = operator === 'bsl' ? right : -right
      if (bits > BigInt(MOST_BITS)) throw new Raised('system_limit')
      return bits < -BigInt(MOST_BITS) ? (left < 0n ? -1n : 0n) : bounded(left << bits)
    }
  }
}

let largest: bigint | undefined

function bounded(value: bigint): bigint {
  largest ??= 1n << BigInt(MOST_BITS)
  if (value > largest || value < -largest) throw new Raised('system_limit')
  return value
}

function joinLists(
  evaluation: Evaluation,
  operator: '++' | '--',
  left: readonly Term[],
  right: readonly Term[],
): Term {
  if (operator === '++') {
    evaluation.spend(left.length + right.length)
    return [...left, ...right]
  }
  const rest = [...left]
  for (const item of right) {
    const at = rest.findIndex((one) => isSame(evaluation, one, item))
    if (at >= 0) rest.splice(at, 1)
  }
  return rest
}

export function numberOf(term: Term): bigint | number {
  if (typeof term !== 'bigint' && typeof term !== 'number') throw new Raised('badarith')
  return term
}

export function integerOf(term: Term): bigint {
  if (typeof term !== 'bigint') throw new Raised('badarith')
  return term
}

export function listOf(term: Term): readonly Term[] {
  if (!isList(term)) throw new Raised('badarg')
  return term
}

export function booleanOf(term: Term): boolean {
  const name = typeof term === 'object' && 'atom' in term ? term.atom : null
  if (name !== 'true' && name !== 'false') throw new Raised('badarg')
  return name === 'true'
}

export function binaryOf(term: Term): string {
  if (typeof term !== 'string') throw new Raised('badarg')
  return term
}
