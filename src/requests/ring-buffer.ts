/** The last `size` values pushed; iterates from the newest to the oldest. Grows to its size and no further. */
export class RingBuffer<T> {
  readonly #values: T[] = []
  readonly #size: number
  #next = 0

  constructor(size: number) {
    this.#size = size
  }

  push(value: T): void {
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % this.#size
  }

  *[Symbol.iterator](): Iterator<T> {
    const length = this.#values.length
    for (let back = 1; back <= length; back++) {
      yield this.#values[(this.#next - back + length) % length] as T
    }
  }
}
