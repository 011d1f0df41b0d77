import { StartnodeError } from '../errors/startnode-error.ts'
import type { InboxLog } from './inbox-log.ts'
import { isAsideLane, processOfLane } from './lane-of.ts'

/** How much of the map puts may fill; the rest keeps deletes possible, which need pages too. */
const MAP_SHARE = 0.8
/** Measuring the map costs some microseconds: not at every put, and seldom while there is plenty of room. */
const MEASURE_EVERY_MS = 20
const MEASURE_SELDOM_MS = 1_000
/** Room that a usual delivery needs: below it the inbox says it takes no more. */
const USUAL_BYTES = 16_384
const PAGE_BYTES = 4_096
/** Above this a value gets pages of its own. */
const INLINE_BYTES = 2_000

export interface MarkLimits {
  readonly mapBytes: number
  readonly maxRecords: number
  readonly maxPerProcess: number
  /** Part of the room that the deliveries of one process may take, 0 to 1. Default: all of it. */
  readonly bytesShare?: number
  /**
   * Part of the share of a process, in records and bytes, that its deliveries for quarantine and those that were put aside
   * may take, 0 to 1. Default: all of it.
   */
  readonly asideShare?: number
}

/** What the inbox holds of one process, put aside or not; bytes of the map. */
interface Account {
  waiting: number
  records: number
  bytes: number
  asideRecords: number
  asideBytes: number
  /** The log has it that this process is refused. */
  told: boolean
}

/** Counts what the inbox holds and refuses what would be too much, of one process before of all. Puts under way count. */
export class InboxMarks {
  readonly #limits: MarkLimits
  readonly #measure: () => number
  readonly #log: InboxLog | undefined
  readonly #accounts = new Map<string, Account>()
  #records = 0
  #usedBytes = 0
  #measuredAt = Number.NEGATIVE_INFINITY
  #underWayBytes = 0
  #storedSinceBytes = 0

  constructor(limits: MarkLimits, measure: () => number, log?: InboxLog) {
    this.#limits = limits
    this.#measure = measure
    this.#log = log
  }

  get records(): number {
    return this.#records
  }

  /** Deliveries on their way. */
  get perProcess(): Record<string, number> {
    const waiting = [...this.#accounts].filter(([, account]) => account.waiting > 0)
    return Object.fromEntries(waiting.map(([process, account]) => [process, account.waiting]))
  }

  get usedBytes(): number {
    return this.#suppose(MEASURE_EVERY_MS)
  }

  /** Not below what is used, but for what a value takes beyond its estimate. */
  #suppose(everyMs: number): number {
    if (performance.now() - this.#measuredAt > everyMs) this.#measureNow()
    return this.#usedBytes + this.#storedSinceBytes + this.#underWayBytes
  }

  #measureNow(): void {
    this.#usedBytes = this.#measure()
    this.#measuredAt = performance.now()
    this.#storedSinceBytes = 0
  }

  #fits(pages: number): boolean {
    const limit = this.#limits.mapBytes * MAP_SHARE
    const seldom = this.#suppose(MEASURE_SELDOM_MS) + pages
    if (seldom <= limit / 2) return true
    if (this.usedBytes + pages <= limit) return true
    this.#measureNow()
    return this.usedBytes + pages <= limit
  }

  /** @throws StartnodeError `inbox_full` when one more record of so many bytes of the map would pass a mark */
  check(lane: string, pages: number): void {
    const { maxRecords } = this.#limits
    const process = processOfLane(lane)
    const account = this.#accounts.get(process)
    const share = account && this.#passedShare(account, isAsideLane(lane), pages)
    if (share !== undefined) {
      this.#tell(process, account as Account, share)
      throw new StartnodeError('inbox_full', `The inbox is full for ${process}: it holds ${share}`)
    }
    if (this.#records >= maxRecords)
      throw new StartnodeError('inbox_full', `The inbox is full: it holds ${maxRecords} deliveries`)
    if (!this.#fits(pages)) {
      throw new StartnodeError('inbox_full', 'The inbox is full: its map has no room for more')
    }
  }

  /** What a process has as much of as it may; undefined: one more record fits. */
  #passedShare(account: Account, aside: boolean, pages: number): string | undefined {
    const { mapBytes, maxPerProcess, bytesShare = 1, asideShare = 1 } = this.#limits
    const maxBytes = mapBytes * MAP_SHARE * bytesShare
    if (account.records >= maxPerProcess) return `${maxPerProcess} deliveries of it`
    if (account.bytes + pages > maxBytes) return `${Math.floor(maxBytes)} bytes of it`
    if (!aside) return undefined
    const maxAside = Math.max(1, Math.floor(maxPerProcess * asideShare))
    if (account.asideRecords >= maxAside) return `${maxAside} deliveries of it that are no tasks`
    if (account.asideBytes + pages > maxBytes * asideShare)
      return `${Math.floor(maxBytes * asideShare)} bytes of it that are no tasks`
    return undefined
  }

  /** Once until the process is below its share again; each refused request has a line of its own. */
  #tell(process: string, account: Account, share: string): void {
    if (account.told) return
    account.told = true
    this.#log?.warn(
      { process, holds: share },
      'the share of a process in the inbox is full: it alone is refused',
    )
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

  /** @param stuck true: it was put aside and waits for somebody */
  add(lane: string, pages: number, stuck = false): void {
    this.#count(lane, pages, stuck, 1)
  }

  remove(lane: string, pages: number, stuck = false): void {
    this.#count(lane, pages, stuck, -1)
  }

  #count(lane: string, pages: number, stuck: boolean, by: 1 | -1): void {
    const process = processOfLane(lane)
    const account = this.#accounts.get(process) ?? newAccount()
    account.records += by
    account.bytes += by * pages
    if (stuck || isAsideLane(lane)) {
      account.asideRecords += by
      account.asideBytes += by * pages
    }
    if (!stuck) {
      account.waiting += by
      this.#records += by
    }
    if (account.told && this.#passedShare(account, true, USUAL_BYTES) === undefined) account.told = false
    if (account.records > 0) this.#accounts.set(process, account)
    else this.#accounts.delete(process)
  }

  /** A put of so many bytes of the map begins; `end` comes once it was stored or not. */
  begin(lane: string, pages: number): void {
    this.add(lane, pages)
    this.#underWayBytes += pages
  }

  end(lane: string, pages: number, stored: boolean): void {
    this.#underWayBytes -= pages
    if (stored) this.#storedSinceBytes += pages
    else this.remove(lane, pages)
  }
}

function newAccount(): Account {
  return { waiting: 0, records: 0, bytes: 0, asideRecords: 0, asideBytes: 0, told: false }
}

/** What a value takes of the map, nearly. */
export function pageBytes(bytes: number): number {
  return bytes > INLINE_BYTES
    ? Math.ceil((bytes + 64) / PAGE_BYTES) * PAGE_BYTES
    : Math.ceil(bytes * 1.1) + 64
}
