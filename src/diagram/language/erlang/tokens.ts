/** The words of the Erlang of `$.map` and `$.filter`. */
import { FunProblem } from './tree.ts'

export type Token =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'atom'; readonly name: string; readonly quoted: boolean }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'sign'; readonly sign: string }

const BLANK = /(?:\s+|%[^\n]*)+/y
const FLOAT = /[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?/y
const BASED = /([0-9]{1,2})#([0-9a-zA-Z]+)/y
const INTEGER = /[0-9][0-9_]*/y
const NAME = /[\p{L}_][\p{L}\p{N}_@]*/uy
const SIGN = /->|<<|>>|=:=|=\/=|==|\/=|=<|>=|\+\+|--|=>|:=|#\{|[-+*/<>=(){}[\],;|:]/y
const MOST_DIGITS = 1_000

const ESCAPES: Readonly<Record<string, string>> = Object.fromEntries(
  [...'ntrbfvesd0'].map((letter, index) => [letter, '\n\t\r\b\f\v\x1b \x7f\0'[index] as string]),
)

/** @throws FunProblem for a character that begins no word */
export function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = []
  let at = 0
  const take = (pattern: RegExp) => {
    pattern.lastIndex = at
    const match = pattern.exec(source)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  while (at < source.length) {
    if (take(BLANK) !== null) continue
    const char = source[at] as string
    if (char >= '0' && char <= '9') {
      tokens.push(takeNumber(take))
    } else if (char === '"' || char === "'") {
      const { text, end } = readQuoted(source, at, char)
      tokens.push(char === '"' ? { kind: 'string', text } : { kind: 'atom', name: text, quoted: true })
      at = end
    } else if (char === '$') {
      const isEscape = source[at + 1] === '\\'
      const letter = isEscape
        ? escapeOf(source[at + 2] ?? '')
        : String.fromCodePoint(source.codePointAt(at + 1) ?? 32)
      tokens.push({ kind: 'integer', value: BigInt(letter.codePointAt(0) ?? 32) })
      at += isEscape ? 3 : 1 + letter.length
    } else {
      const name = take(NAME)?.[0]
      const sign = name === undefined ? take(SIGN)?.[0] : undefined
      if (name !== undefined)
        tokens.push(
          /^[\p{Lu}_]/u.test(name) ? { kind: 'variable', name } : { kind: 'atom', name, quoted: false },
        )
      else if (sign !== undefined) tokens.push({ kind: 'sign', sign })
      else throw new FunProblem(`${char} does not belong into a fun (character ${at + 1})`)
    }
  }
  return tokens
}

function takeNumber(take: (pattern: RegExp) => RegExpExecArray | null): Token {
  const float = take(FLOAT)
  if (float !== null) {
    const value = Number(float[0])
    if (!Number.isFinite(value)) throw new FunProblem(`${float[0]} is too large a float`)
    return { kind: 'float', value }
  }
  const based = take(BASED)
  if (based !== null) {
    const [, base = '', digits = ''] = based
    const isNumber =
      digits.length <= 200 && [...digits].every((digit) => Number.parseInt(digit, 36) < Number(base))
    if (!isNumber) throw new FunProblem(`${based[0]} is no number`)
    const whole = [...digits].reduce(
      (sum, digit) => sum * BigInt(base) + BigInt(Number.parseInt(digit, 36)),
      0n,
    )
    return { kind: 'integer', value: whole }
  }
  const digits = (take(INTEGER)?.[0] ?? '').replaceAll('_', '')
  if (digits.length > MOST_DIGITS) throw new FunProblem(`a number of more than ${MOST_DIGITS} digits`)
  return { kind: 'integer', value: BigInt(digits) }
}

function readQuoted(
  source: string,
  at: number,
  quote: string,
): { readonly text: string; readonly end: number } {
  let text = ''
  for (let next = at + 1; next < source.length; next += 1) {
    const char = source[next] as string
    if (char === quote) return { text, end: next + 1 }
    if (char === '\\') {
      next += 1
      text += escapeOf(source[next] ?? '')
    } else text += char
  }
  throw new FunProblem(`${quote} does not close (character ${at + 1})`)
}

function escapeOf(letter: string): string {
  return Object.hasOwn(ESCAPES, letter) ? (ESCAPES[letter] as string) : letter
}
