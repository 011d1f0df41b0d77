/**
 * Which processes have deliveries in the inbox that are not in the forwarder's window, because they were paused when
 * these were read, and from where on to read them again. A paused process so costs one number, however much it holds.
 *
 * Must keep the order of lanes: until all held deliveries of a process are read back, newer ones of it are held too.
 */
export class HeldProcesses {
  readonly #isPaused: (process: string) => boolean
  /** Process -> sequence number of the oldest delivery that is not in the window. */
  readonly #from = new Map<string, number>()

  constructor(isPaused: (process: string) => boolean) {
    this.#isPaused = isPaused
  }

  names(): string[] {
    return [...this.#from.keys()]
  }

  /** Deliveries of this process from `seq` on are not in the window. */
  hold(process: string, seq: number): void {
    const from = this.#from.get(process)
    if (from === undefined || seq < from) this.#from.set(process, seq)
  }

  /** True when a delivery that is read for the first time must stay on disk. */
  holds(process: string, seq: number): boolean {
    if (this.#from.has(process)) return true
    if (!this.#isPaused(process)) return false
    this.#from.set(process, seq)
    return true
  }

  anyResumed(): boolean {
    return this.resumedFrom() !== null
  }

  /** After which sequence number to read again; null when no process was resumed. */
  resumedFrom(): number | null {
    let first: number | null = null
    for (const [process, from] of this.#from) {
      if ((first === null || from <= first) && !this.#isPaused(process)) first = from - 1
    }
    return first
  }

  /** True when a delivery that is read again goes into the window now. */
  takesBack(seq: number, process: string): boolean {
    const from = this.#from.get(process)
    return from !== undefined && seq >= from && !this.#isPaused(process)
  }

  /**
   * Everything after `after` was read again up to `to`; null: up to where the window ends, so nothing is held of the
   * processes that were read from there.
   */
  readTo(after: number, to: number | null): void {
    for (const [process, from] of this.#from) {
      if (this.#isPaused(process)) continue
      if (to === null) this.#from.delete(process)
      else if (from > after && from <= to) this.#from.set(process, to + 1)
    }
  }
}
