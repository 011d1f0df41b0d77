import { inspect } from 'node:util'

/**
 * A text that values of variables went into. Whoever prints, logs or serialises it gets it with the references of secret
 * variables; only `use` gives the values, for the moment in which they are compared or sent.
 */
export class LabelledText {
  /** With references in the place of secret values. */
  readonly shown: string
  /** True: a secret variable went in. */
  readonly secret: boolean
  readonly #value: string

  constructor(value: string, shown: string, secret: boolean) {
    this.#value = value
    this.shown = shown
    this.secret = secret
  }

  /** The text with all values. Not to be kept, printed or handed to a view. */
  use(): string {
    return this.#value
  }

  toString(): string {
    return this.shown
  }

  toJSON(): string {
    return this.shown
  }

  [inspect.custom](): string {
    return this.shown
  }
}
