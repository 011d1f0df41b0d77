import { InboxFullError } from '../errors/inbox-full-error.ts'

/** How much of the map puts may fill; the rest keeps deletes possible, which need pages too. */
const MAP_SHARE = 0.8
/** Measuring the map costs some microseconds: not at every put. */
const MEASURE_EVERY_MS = 20

export interface MarkLimits {
  readonly mapBytes: number
  readonly maxRecords: number
  readonly maxPerProcess: number
}

/** Counts what the inbox holds and refuses what would be too much. Puts under way count. */
export class InboxMarks {
  readonly #limits: MarkLimits
  readonly #measure: () => number
  readonly #perProcess = new Map<string, number>()
  #records = 0
  #usedBytes = 0
  #measuredAt = Number.NEGATIVE_INFINITY
  #putSinceBytes = 0

  constructor(limits: MarkLimits, measure: () => number) {
    this.#limits = limits
    this.#measure = measure
  }

  get records(): number {
    return this.#records
  }

  get perProcess(): Record<string, number> {
    return Object.fromEntries(this.#perProcess)
  }

  get usedBytes(): number {
    if (performance.now() - this.#measuredAt > MEASURE_EVERY_MS) {
      this.#usedBytes = this.#measure()
      this.#measuredAt = performance.now()
      this.#putSinceBytes = 0
    }
    return this.#usedBytes + this.#putSinceBytes
  }

  /** @throws InboxFullError when one more record of so many bytes would pass a mark */
  check(process: string, bytes: number): void {
    const { mapBytes, maxRecords, maxPerProcess } = this.#limits
    if (this.#records >= maxRecords)
      throw new InboxFullError(`The inbox is full: it holds ${maxRecords} deliveries`)
    if ((this.#perProcess.get(process) ?? 0) >= maxPerProcess) {
      throw new InboxFullError(`The inbox is full for ${process}: it holds ${maxPerProcess} deliveries of it`)
    }
    if (this.usedBytes + bytes > mapBytes * MAP_SHARE) {
      throw new InboxFullError('The inbox is full: its map has no room for more')
    }
  }

  /** True when a small delivery of a process below its own mark would pass. */
  hasRoom(): boolean {
    return this.#records < this.#limits.maxRecords && this.usedBytes < this.#limits.mapBytes * MAP_SHARE
  }

  /** How full the inbox is by the mark it is nearest to, 0 to 1. */
  fill(): number {
    const { maxRecords, mapBytes } = this.#limits
    return Math.min(1, Math.max(this.#records / maxRecords, this.usedBytes / (mapBytes * MAP_SHARE)))
  }

  add(process: string, bytes = 0): void {
    this.#records += 1
    this.#putSinceBytes += bytes
    this.#perProcess.set(process, (this.#perProcess.get(process) ?? 0) + 1)
  }

  remove(process: string): void {
    this.#records -= 1
    const left = (this.#perProcess.get(process) ?? 1) - 1
    if (left > 0) this.#perProcess.set(process, left)
    else this.#perProcess.delete(process)
  }
}
