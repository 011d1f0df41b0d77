/**
 * Gathers what is accepted while a commit is on its way, so that the next one takes all of it: the busier it is, the
 * fewer seals, writes and flushes there are for each delivery.
 */

/** A delivery that waits for its commit. */
export interface Gathered {
  readonly record: Buffer
  /** Its name on the disk (lane-of.ts). */
  readonly lane: string
  readonly pages: number
  /** @param seq its number; @param error null: it is flushed */
  settle(seq: number, error: Error | null): void
}

/** A group is closed at so many bytes: a larger value is harder to find room for in a map that is in pieces. */
const GROUP_BYTES = 64 * 1024

export class Gathering {
  readonly #write: (group: readonly Gathered[]) => Promise<void>
  #waiting: Gathered[] = []
  #underWay = 0
  #queued = false

  /** @param write issues the write at once, and resolves when it is flushed; never rejects */
  constructor(write: (group: readonly Gathered[]) => Promise<void>) {
    this.#write = write
  }

  add(one: Gathered): void {
    this.#waiting.push(one)
    if (this.#queued || this.#underWay > 0) return
    this.#queued = true
    // After all that this turn of the event loop reads from its sockets
    setImmediate(() => this.flush())
  }

  /** Writes what was gathered, whatever is under way. */
  flush(): void {
    this.#queued = false
    const waiting = this.#waiting
    this.#waiting = []
    for (let from = 0; from < waiting.length; ) {
      let bytes = 0
      let to = from
      do bytes += (waiting[to++] as Gathered).record.length
      while (to < waiting.length && bytes + (waiting[to] as Gathered).record.length <= GROUP_BYTES)
      this.#begin(from === 0 && to === waiting.length ? waiting : waiting.slice(from, to))
      from = to
    }
  }

  #begin(group: readonly Gathered[]): void {
    this.#underWay += 1
    void this.#write(group).then(() => {
      this.#underWay -= 1
      if (this.#underWay === 0 && !this.#queued && this.#waiting.length > 0) this.flush()
    })
  }
}
