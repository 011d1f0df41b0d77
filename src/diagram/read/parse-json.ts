import type { JsonValue } from './json-value.ts'

/** A key that stands twice in one object: the last one counts, as everywhere, and the other is lost. */
export interface DoubleKey {
  readonly key: string
  readonly start: number
}

/** What a text is: its value, or why it is no JSON, at an index of the text. */
export type ParsedJson =
  | { readonly value: JsonValue; readonly doubles: readonly DoubleKey[] }
  | { readonly problem: string; readonly start: number }

/** Levels of objects and arrays; exports have about twelve. */
const MAX_DEPTH = 200

/**
 * Reads a text as JSON (RFC 8259), with the places of all values. A byte order mark at the head is passed over.
 *
 * @example parseJson('{"a":1.10}') // value.members.get('a') knows that it is 1.10
 */
export function parseJson(text: string): ParsedJson {
  const reader = new JsonReader(text)
  try {
    return { value: reader.readDocument(), doubles: reader.doubles }
  } catch (error) {
    if (error instanceof Unreadable) return { problem: error.message, start: error.start }
    throw error
  }
}

class Unreadable extends Error {
  readonly start: number
  constructor(message: string, start: number) {
    super(message)
    this.start = start
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y
/** Of a string, up to its end or its next escape. */
const PLAIN = /[ !#-[\]-\uffff]*/y
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y

class JsonReader {
  readonly doubles: DoubleKey[] = []
  readonly #text: string
  #at: number
  #depth = 0

  constructor(text: string) {
    this.#text = text
    this.#at = text.startsWith('\ufeff') ? 1 : 0
  }

  readDocument(): JsonValue {
    this.#skipSpace()
    const value = this.#readValue()
    this.#skipSpace()
    if (this.#at < this.#text.length) throw this.#unexpected('the end')
    return value
  }

  #readValue(): JsonValue {
    const start = this.#at
    const text = this.#text
    const next = text[start]
    if (next === '{') return this.#readObject(start)
    if (next === '[') return this.#readArray(start)
    if (next === '"') {
      const value = this.#readString()
      return { text, start, end: this.#at, kind: 'string', value }
    }
    if (this.#take(WORD)) {
      const end = this.#at
      if (next === 'n') return { text, start, end, kind: 'null' }
      return { text, start, end, kind: 'boolean', value: next === 't' }
    }
    if (!this.#take(NUMBER)) throw this.#unexpected('a value')
    return { text, start, end: this.#at, kind: 'number' }
  }

  #readObject(start: number): JsonValue {
    const members = new Map<string, JsonValue>()
    this.#enter('}', () => {
      const at = this.#at
      if (this.#text[at] !== '"') throw this.#unexpected('a key in quotes')
      const key = this.#readString()
      if (members.has(key)) this.doubles.push({ key, start: at })
      this.#skipSpace()
      this.#expect(':')
      this.#skipSpace()
      members.set(key, this.#readValue())
    })
    return { text: this.#text, start, end: this.#at, kind: 'object', members }
  }

  #readArray(start: number): JsonValue {
    const items: JsonValue[] = []
    this.#enter(']', () => {
      items.push(this.#readValue())
    })
    return { text: this.#text, start, end: this.#at, kind: 'array', items }
  }

  /** Reads what stands between the brackets, piece by piece, with commas between. */
  #enter(close: string, readPiece: () => void): void {
    this.#at++
    if (++this.#depth > MAX_DEPTH)
      throw new Unreadable(`it is nested deeper than ${MAX_DEPTH} levels`, this.#at)
    this.#skipSpace()
    if (this.#text[this.#at] !== close) {
      for (;;) {
        readPiece()
        this.#skipSpace()
        if (this.#text[this.#at] !== ',') break
        this.#at++
        this.#skipSpace()
      }
    }
    this.#expect(close)
    this.#depth--
  }

  #readString(): string {
    const start = this.#at
    this.#at++
    let escaped = false
    for (;;) {
      this.#take(PLAIN)
      if (this.#text[this.#at] === '"') break
      if (!this.#take(ESCAPE))
        throw new Unreadable('a text is not closed, or has what JSON allows in none', start)
      escaped = true
    }
    const token = this.#text.slice(start, ++this.#at)
    return escaped ? (JSON.parse(token) as string) : token.slice(1, -1)
  }

  #expect(character: string): void {
    if (this.#text[this.#at] !== character) throw this.#unexpected(`'${character}'`)
    this.#at++
  }

  #skipSpace(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return
      this.#at++
    }
  }

  /** Goes past what the pattern describes, when it stands here. */
  #take(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at
    const found = pattern.test(this.#text)
    if (found) this.#at = pattern.lastIndex
    return found
  }

  #unexpected(wanted: string): Unreadable {
    const found = this.#text[this.#at]
    const shown = found === undefined ? 'the text ends' : `it has '${found}'`
    return new Unreadable(`${wanted} was expected, and ${shown}`, this.#at)
  }
}
