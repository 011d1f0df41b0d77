import type { TextProblem } from './problem.ts'

// The grammar of RFC 8259
const SPACE = /[ \t\n\r]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const LITERAL = /true|false|null/y

class Unexpected extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

/**
 * What is wrong with a text that should be JSON, and where: browsers name the place only sometimes.
 *
 * @example findJsonProblem('{"id": LN-1}') // { line: 1, column: 8, message: 'A value is expected, not L' }
 */
export function findJsonProblem(text: string): TextProblem | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    const { at, message } = locate(text) ?? { at: 0, message: (error as Error).message }
    const before = text.slice(0, at).split(/\r\n|\n|\r/)
    return { message, line: before.length, column: [...(before.at(-1) ?? '')].length + 1 }
  }
}

function locate(text: string): { at: number; message: string } | null {
  const reader = new Reader(text)
  try {
    reader.value(0)
    reader.end()
    return null
  } catch (error) {
    return error instanceof Unexpected ? { at: error.at, message: error.message } : null
  }
}

class Reader {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  value(depth: number): void {
    this.#take(SPACE)
    const next = this.#text[this.#at]
    // Deeper than anybody types: let the receiver say it
    if (depth > 500) throw new Unexpected(this.#at, 'This is too deep')
    if (next === '{') this.#list('}', depth, () => this.#name())
    else if (next === '[') this.#list(']', depth, () => {})
    else if (next === '"') this.#string()
    else if (!this.#take(LITERAL) && !this.#take(NUMBER)) this.#fail('A value')
  }

  end(): void {
    this.#take(SPACE)
    if (this.#at < this.#text.length) this.#fail('The end')
  }

  #list(close: string, depth: number, before: () => void): void {
    this.#at += 1
    this.#take(SPACE)
    if (this.#text[this.#at] === close) {
      this.#at += 1
      return
    }
    for (;;) {
      before()
      this.value(depth + 1)
      this.#take(SPACE)
      const next = this.#text[this.#at]
      if (next !== ',' && next !== close) this.#fail(`, or ${close}`)
      this.#at += 1
      if (next === close) return
    }
  }

  #name(): void {
    this.#take(SPACE)
    if (this.#text[this.#at] !== '"') this.#fail('A name in quotes')
    this.#string()
    this.#take(SPACE)
    if (this.#text[this.#at] !== ':') this.#fail(':')
    this.#at += 1
  }

  #string(): void {
    const from = this.#at
    this.#at += 1
    for (let next = this.#text[this.#at]; next !== '"'; next = this.#text[this.#at]) {
      if (next === undefined) throw new Unexpected(from, 'This text has no end')
      if (next < ' ')
        throw new Unexpected(this.#at, 'A line break or control character must be escaped in a text')
      if (next !== '\\') this.#at += 1
      else if (!this.#take(ESCAPE)) throw new Unexpected(this.#at, 'There is no such escape')
    }
    this.#at += 1
  }

  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (found === null) return false
    this.#at += found[0].length
    return true
  }

  #fail(expected: string): never {
    const next = this.#text.codePointAt(this.#at)
    const found = next === undefined ? 'the end' : JSON.stringify(String.fromCodePoint(next)).slice(1, -1)
    throw new Unexpected(this.#at, `${expected} is expected, not ${found}`)
  }
}
