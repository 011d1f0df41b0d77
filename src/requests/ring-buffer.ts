/**
 * The last `size` values pushed; iterates from the newest to the oldest. Grows to its size and no further. Each value has
 * a number, its place among all that were ever pushed.
 */
export class RingBuffer<T> {
  readonly #values: T[] = []
  readonly #size: number
  /** Number of the first value that was pushed here, and of the next one. */
  #first = 0
  #next = 0

  constructor(size: number) {
    this.#size = size
  }

  get size(): number {
    return this.#size
  }

  /** Number of the next value. */
  get next(): number {
    return this.#next
  }

  /** Number of the oldest value that is still here. */
  get oldest(): number {
    return this.#next - this.#values.length
  }

  /** Begins at a number other than 0; only while nothing was pushed. */
  startAt(number: number): void {
    this.#first = number
    this.#next = number
  }

  push(value: T): void {
    this.#values[(this.#next - this.#first) % this.#size] = value
    this.#next += 1
  }

  /** Undefined: it is not here any more, or not yet. */
  at(number: number): T | undefined {
    if (number < this.oldest || number >= this.#next) return undefined
    return this.#values[(number - this.#first) % this.#size]
  }

  *[Symbol.iterator](): Iterator<T> {
    const oldest = this.oldest
    for (let number = this.#next - 1; number >= oldest; number--) yield this.at(number) as T
  }
}
