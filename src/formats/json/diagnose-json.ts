/**
 * Finds the first thing wrong in a JSON text and says it in words, with its place. Slower than JSON.parse, so it
 * runs only for a body that JSON.parse refused or `scanJson` suspects. Must refuse all that JSON.parse refuses.
 */
import { type BodyFormatCode, BodyFormatError } from '../../errors/delivery-errors.ts'
import { pointerOf } from '../../process/json-pointer.ts'
import { locate } from '../locate.ts'
import { describeFound, describeKind, findLocalisedNumber, findPlaceholder } from './describe-found.ts'
import { keepsDigits } from './keeps-digits.ts'
import { MAX_DEPTH, MAX_VALUES } from './scan-json.ts'

/**
 * Returns when nothing is wrong: the suspicion was unfounded.
 *
 * @throws BodyFormatError with line, column and JSON Pointer of the first thing wrong
 */
export function diagnoseJson(text: string): void {
  new Diagnosis(text).run()
}

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const SPACE = /[\t\n\r ]*/y
const HEX4 = /[0-9a-fA-F]{4}/y
/** What stands in a string as itself: from the space on, all but quote and backslash. */
const PLAIN = /[ !#-[\]-\uffff]*/y
/** Longer pointers are cut in the answer: a key may be a megabyte. */
const MAX_SHOWN = 1_000

class Diagnosis {
  readonly #text: string
  readonly #path: (string | number)[] = []
  #at = 0
  #values = 0
  #lastNumber = { start: 0, end: -1, depth: 0, key: '' as string | number }

  constructor(text: string) {
    this.#text = text
  }

  run(): void {
    this.#space()
    const root = this.#at
    this.#value(1)
    this.#space()
    if (this.#at < this.#text.length) {
      const found = describeFound(this.#text, this.#at)
      this.#fail('json_invalid', `the JSON value is complete, but after it stands ${found}`)
    }
    if (this.#text[root] !== '{') {
      const kind =
        this.#text[root] === '[' ? 'an array' : `a single value (${describeKind(this.#text, root)})`
      this.#fail('json_root', `The body must be one JSON object, not ${kind}`, root)
    }
  }

  /** Reads a value; gives the keys when it is an object. */
  #value(depth: number): Set<string> | null {
    this.#space()
    const first = this.#text[this.#at]
    this.#values++
    if (this.#values > MAX_VALUES) this.#fail('json_limit', `The body has more than ${MAX_VALUES} values`)
    if (first === '{' || first === '[') {
      if (depth > MAX_DEPTH) {
        this.#fail('json_too_deep', `The body is nested more than ${MAX_DEPTH} levels deep`)
      }
      if (first === '{') return this.#object(depth)
      this.#array(depth)
    } else if (first === '"') this.#string()
    else if (first !== undefined && /[-0-9]/.test(first)) this.#number()
    else if (!this.#word('true') && !this.#word('false') && !this.#word('null')) this.#failValue()
    return null
  }

  #object(depth: number): Set<string> {
    const keys = new Set<string>()
    this.#at++
    if (this.#closes('}')) return keys
    do {
      this.#space()
      const keyAt = this.#at
      if (this.#text[keyAt] !== '"') this.#failKey(keys.size === 0)
      const key = this.#string()
      this.#path.push(key)
      if (keys.has(key))
        this.#fail('json_duplicate_key', `The key ${show(key)} stands twice in one object`, keyAt)
      if (key === '__proto__') this.#fail('json_forbidden_key', 'The key "__proto__" is not allowed', keyAt)
      keys.add(key)
      this.#space()
      if (this.#text[this.#at] !== ':') {
        this.#fail('json_invalid', `expected ':' after the key ${show(key)}, found ${this.#found()}`)
      }
      this.#at++
      const inner = this.#value(depth + 1)
      if (key === 'constructor' && inner?.has('prototype')) {
        this.#fail('json_forbidden_key', 'A key "constructor" that holds a "prototype" is not allowed', keyAt)
      }
    } while (this.#goesOn('}'))
    return keys
  }

  #array(depth: number): void {
    this.#at++
    if (this.#closes(']')) return
    let index = 0
    do {
      this.#path.push(index++)
      this.#value(depth + 1)
    } while (this.#goesOn(']'))
  }

  /** Leaves a member: true past a comma, false past the closing bracket. */
  #goesOn(close: '}' | ']'): boolean {
    this.#space()
    const comma = this.#at
    const found = this.#text[comma]
    if (found !== close && found !== ',') this.#failAfterValue(close)
    this.#path.pop()
    this.#at++
    if (found === close) return false
    this.#space()
    if (this.#text[this.#at] === close) {
      this.#fail('json_invalid', `there is a comma before ${close}: leave out the last comma`, comma)
    }
    return true
  }

  #closes(close: '}' | ']'): boolean {
    this.#space()
    if (this.#text[this.#at] !== close) return false
    this.#at++
    return true
  }

  #string(): string {
    const text = this.#text
    const start = this.#at++
    let high = -1
    let escaped = false
    for (;;) {
      PLAIN.lastIndex = this.#at
      PLAIN.test(text)
      const isPlain = PLAIN.lastIndex > this.#at
      this.#at = PLAIN.lastIndex
      const unit = text.charCodeAt(this.#at)
      if (high !== -1 && (isPlain || unit !== 0x5c)) this.#failSurrogate(high)
      if (Number.isNaN(unit)) this.#fail('json_invalid', 'this string has no closing quote', start)
      if (unit < 0x20) this.#failControl(this.#at, unit)
      if (unit === 0x22) {
        this.#at++
        return escaped ? JSON.parse(text.slice(start, this.#at)) : text.slice(start + 1, this.#at - 1)
      }
      escaped = true
      const escapeAt = this.#at
      const code = this.#escape()
      const isLow = code >= 0xdc00 && code <= 0xdfff
      if (high !== -1 && !isLow) this.#failSurrogate(high)
      if (isLow && high === -1) this.#failSurrogate(escapeAt)
      high = code >= 0xd800 && code <= 0xdbff ? escapeAt : -1
    }
  }

  /** Reads an escape; gives the code unit of `\uXXXX`, or -2 for another escape. */
  #escape(): number {
    const start = this.#at
    const letter = this.#text[start + 1]
    this.#at += 2
    if (letter !== undefined && '"\\/bfnrt'.includes(letter)) return -2
    HEX4.lastIndex = this.#at
    const hex = letter === 'u' ? HEX4.exec(this.#text) : null
    if (hex === null) {
      this.#fail(
        'json_invalid',
        `a backslash must be written \\\\ or begin an escape such as \\n or \\u00e9`,
        start,
      )
    }
    this.#at += 4
    return Number.parseInt(hex[0], 16)
  }

  #number(): void {
    NUMBER.lastIndex = this.#at
    const token = NUMBER.exec(this.#text)?.[0]
    if (token === undefined) this.#failValue()
    const start = this.#at
    this.#at += token.length
    this.#lastNumber = { start, end: this.#at, depth: this.#path.length, key: this.#path.at(-1) ?? '' }
    if (!keepsDigits(token)) {
      const shown = token.length > 40 ? `${token.slice(0, 40)}...` : token
      const message = `The number ${shown} would become ${Number(token)}: send it as a string`
      this.#fail('json_number_precision', message, start)
    }
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false
    this.#at += word.length
    return true
  }

  #space(): void {
    SPACE.lastIndex = this.#at
    SPACE.exec(this.#text)
    this.#at = SPACE.lastIndex
  }

  #failValue(): never {
    const next = this.#text[this.#at]
    const key = this.#path.at(-1)
    if (typeof key === 'string' && (next === ',' || next === '}')) {
      this.#fail(
        'json_invalid',
        `the value of ${show(key)} is empty: a placeholder without a value must be quoted`,
      )
    }
    const after = typeof key === 'string' ? ` after ${show(key)}` : ''
    this.#fail('json_invalid', `expected a value${after}, found ${this.#found()}`)
  }

  #failKey(first: boolean): never {
    this.#checkLocalisedNumber()
    const placeholder = first ? findPlaceholder(this.#text, this.#text.lastIndexOf('{', this.#at)) : null
    if (placeholder !== null) {
      this.#fail('json_invalid', `${placeholder} looks like a placeholder that was not resolved: quote it`)
    }
    const expected = first ? 'a key in double quotes or }' : 'a key in double quotes'
    this.#fail('json_invalid', `expected ${expected}, found ${this.#found()}`)
  }

  #failAfterValue(close: '}' | ']'): never {
    this.#checkLocalisedNumber()
    if (/[0-9.]/.test(this.#text[this.#at] ?? '') && this.#lastNumber.end === this.#at) {
      this.#fail(
        'json_invalid',
        'this is no JSON number: no leading zeros, one decimal point',
        this.#lastNumber.start,
      )
    }
    const hint =
      this.#text[this.#at - 1] === '"'
        ? ` (a double quote inside a value must be written \\"${this.#whoseValue()})`
        : ''
    this.#fail('json_invalid', `expected ',' or '${close}' after the value, found ${this.#found()}${hint}`)
  }

  /** Fails when the text went wrong within a number as people write it, e.g. `1.482,37`. */
  #checkLocalisedNumber(): void {
    const { start, end, depth, key } = this.#lastNumber
    const number = end === -1 ? null : findLocalisedNumber(this.#text, start)
    if (number === null || this.#at >= start + number.length) return
    const path = [...this.#path.slice(0, depth - 1), key]
    this.#fail(
      'json_invalid',
      `${number} looks like a localised number: send 1234.56, or quote it`,
      start,
      path,
    )
  }

  #failSurrogate(at: number): never {
    this.#fail('json_lone_surrogate', 'A string has half a surrogate pair, which is no character', at)
  }

  #failControl(at: number, unit: number): never {
    const name = unit === 0x0a || unit === 0x0d ? 'a line break' : describeFound(this.#text, at)
    const message = `${name} inside a string must be escaped, e.g. as \\n${this.#whoseValue()}`
    this.#fail('json_invalid', message, at)
  }

  #fail(code: BodyFormatCode, detail: string, at = this.#at, path = this.#path): never {
    const where = locate(this.#text, at)
    const prefix = code === 'json_invalid' ? 'Not valid JSON: ' : ''
    const message = `${prefix}${detail} (line ${where.line}, column ${where.column})`
    throw new BodyFormatError(code, message, { path: showPointer(path), message: detail, ...where })
  }

  /** Names the value that has such a thing, for a person who knows it by its key; nothing where there is none. */
  #whoseValue(): string {
    const key = this.#path.at(-1)
    return typeof key === 'string' ? `: the value of ${show(key)} has one` : ''
  }

  #found(): string {
    return describeFound(this.#text, this.#at)
  }
}

function showPointer(path: readonly (string | number)[]): string {
  const pointer = pointerOf(path)
  return pointer.length > MAX_SHOWN ? `${pointer.slice(0, MAX_SHOWN)}...` : pointer
}

function show(key: string): string {
  return key.length > 60 ? `${JSON.stringify(key.slice(0, 60))}...` : JSON.stringify(key)
}
