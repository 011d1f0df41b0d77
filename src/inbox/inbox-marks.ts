import { StartnodeError } from '../errors/startnode-error.ts'

/** How much of the map puts may fill; the rest keeps deletes possible, which need pages too. */
const MAP_SHARE = 0.8
/** Measuring the map costs some microseconds: not at every put. */
const MEASURE_EVERY_MS = 20
/** Room that a usual delivery needs: below it the inbox says it takes no more. */
const USUAL_BYTES = 16_384
const PAGE_BYTES = 4_096
/** Above this a value gets pages of its own. */
const INLINE_BYTES = 2_000

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
  #underWayBytes = 0
  #storedSinceBytes = 0

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
    if (performance.now() - this.#measuredAt > MEASURE_EVERY_MS) this.#measureNow()
    return this.#usedBytes + this.#storedSinceBytes + this.#underWayBytes
  }

  #measureNow(): void {
    this.#usedBytes = this.#measure()
    this.#measuredAt = performance.now()
    this.#storedSinceBytes = 0
  }

  #fits(bytes: number): boolean {
    const limit = this.#limits.mapBytes * MAP_SHARE
    if (this.usedBytes + bytes <= limit) return true
    this.#measureNow()
    return this.usedBytes + bytes <= limit
  }

  /** @throws StartnodeError `inbox_full` when one more record of so many bytes would pass a mark */
  check(process: string, bytes: number): void {
    const { maxRecords, maxPerProcess } = this.#limits
    if (this.#records >= maxRecords)
      throw new StartnodeError('inbox_full', `The inbox is full: it holds ${maxRecords} deliveries`)
    if ((this.#perProcess.get(process) ?? 0) >= maxPerProcess) {
      throw new StartnodeError(
        'inbox_full',
        `The inbox is full for ${process}: it holds ${maxPerProcess} deliveries of it`,
      )
    }
    if (!this.#fits(pageBytes(bytes))) {
      throw new StartnodeError('inbox_full', 'The inbox is full: its map has no room for more')
    }
  }

  /** True when a usual delivery of a process below its own mark would pass. */
  hasRoom(): boolean {
    return this.#records < this.#limits.maxRecords && this.#fits(USUAL_BYTES)
  }

  /** How full the inbox is by the mark it is nearest to, 0 to 1. */
  fill(): number {
    const { maxRecords, mapBytes } = this.#limits
    return Math.min(1, Math.max(this.#records / maxRecords, this.usedBytes / (mapBytes * MAP_SHARE)))
  }

  add(process: string): void {
    this.#records += 1
    this.#perProcess.set(process, (this.#perProcess.get(process) ?? 0) + 1)
  }

  remove(process: string): void {
    this.#records -= 1
    const left = (this.#perProcess.get(process) ?? 1) - 1
    if (left > 0) this.#perProcess.set(process, left)
    else this.#perProcess.delete(process)
  }

  /** A put of so many bytes begins; the function it returns says that it was stored or not. */
  put(process: string, bytes: number): (stored: boolean) => void {
    const pages = pageBytes(bytes)
    this.add(process)
    this.#underWayBytes += pages
    return (stored) => {
      this.#underWayBytes -= pages
      if (stored) this.#storedSinceBytes += pages
      else this.remove(process)
    }
  }
}

/** What a value takes of the map, nearly. */
function pageBytes(bytes: number): number {
  return bytes > INLINE_BYTES
    ? Math.ceil((bytes + 64) / PAGE_BYTES) * PAGE_BYTES
    : Math.ceil(bytes * 1.1) + 64
}
