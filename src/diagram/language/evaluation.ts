/** One question to the language: what it may still spend, what it lacks, and how it ends. */
import type { Json } from '../diagram.ts'
import { type Filled, keyOfRead, type Read, type Scope } from './scope.ts'

/** Steps of one question: an evaluated piece, an element of a list, 16 hashed bytes. */
export const STEPS = 500_000
/** Characters that one question may make. */
export const CHARACTERS = 8_000_000

/** Why a text can't be filled in; it never leaves the room. */
export class Unfilled extends Error {
  readonly tag: string
  readonly description: string

  constructor(tag: string, description: string) {
    super(description)
    this.tag = tag
    this.description = description
  }
}

export class Evaluation {
  readonly scope: Scope
  readonly needs: Read[] = []
  #steps = STEPS
  #characters = CHARACTERS

  constructor(scope: Scope) {
    this.scope = scope
  }

  /** @throws Unfilled (`budget`) when the question costs too much */
  spend(steps: number, characters = 0): void {
    this.#steps -= steps
    this.#characters -= characters
    if (this.#steps < 0) throw new Unfilled('budget', `more than ${STEPS} steps in one node`)
    if (this.#characters < 0) throw new Unfilled('budget', `more than ${CHARACTERS} characters in one node`)
  }

  /**
   * The value of a read; undefined: it has to be fetched first.
   *
   * @throws Unfilled with the tag of a read that failed
   */
  read(read: Read): Json | undefined {
    const key = keyOfRead(read)
    const { given } = this.scope
    const value = Object.hasOwn(given, key) ? given[key] : undefined
    if (value === undefined) {
      if (!this.needs.some((known) => keyOfRead(known) === key)) this.needs.push(read)
      return undefined
    }
    if ('failed' in value) throw new Unfilled(value.failed.tag, value.failed.description)
    return value.value
  }
}

/** Asks, and says what is lacking before what failed: a failure may come from a value that is not there yet. */
export function answer<T>(scope: Scope, ask: (evaluation: Evaluation) => T): Filled<T> {
  const evaluation = new Evaluation(scope)
  try {
    const value = ask(evaluation)
    return evaluation.needs.length > 0 ? { needs: evaluation.needs } : { ok: true, value }
  } catch (error) {
    if (evaluation.needs.length > 0) return { needs: evaluation.needs }
    if (error instanceof Unfilled) return { ok: false, tag: error.tag, description: error.description }
    throw error
  }
}
