/**
 * The groups of an inbox: what was accepted in one commit is one value of the store. Knows where each delivery lies, and
 * takes single ones out by writing what is left of their group. What is in memory goes by groups, not by deliveries.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { AtRest } from '../../keys/at-rest.ts'
import type { RecordKey, Store } from '../open-store.ts'
import { encodeGroup, type GroupEntry, isGroup, openGroup, readIndex } from './encode-group.ts'

interface Group {
  readonly key: RecordKey
  left: number
  /** Null until the first one leaves. */
  parting: Parting | null
}

interface Parting {
  /** Numbers on their way out, which nobody sees any more. */
  readonly leaving: Set<number>
  /** The write that takes out all that are leaving when it begins. */
  next: Promise<void> | null
  /** Ends with the write under way, failed or not. */
  last: Promise<unknown>
  /** Issued in the turn of the next write, so in its commit. */
  beside: (() => Promise<void>)[]
}

interface Opened {
  readonly entries: readonly GroupEntry[]
  readonly value: Buffer
  records: readonly Buffer[] | null
}

/** Groups kept open: the forwarder takes their deliveries one after the other. */
const KEPT_OPEN = 16
/** What leaves a group soon after another leaves it with that. */
const GATHER_MS = 10
/** Keys only grow, so a put goes to the end of the tree and leaves its pages full. */
const APPEND = { append: true } as unknown as number

export interface GroupsOptions {
  readonly store: Pick<Store, 'records'>
  readonly atRest: AtRest
  /** Bytes of the map a value of a version before counts for. */
  readonly pagesOf: (bytes: number) => number
  /** @throws StartnodeError when the store is closed, and nothing may be written any more */
  readonly assertOpen: () => void
  /** Awaits a write. @throws its error */
  readonly watch: (write: Promise<boolean>) => Promise<void>
  /** Told of each delivery that is there, once at the beginning, and of each that is gone. */
  readonly onFound: (entry: GroupEntry) => void
  readonly onGone: (entry: GroupEntry) => void
}

/** A delivery that is there. */
export interface Found {
  readonly entry: GroupEntry
  /** Its record. @throws PayloadUnreadableError when the key of its group is missing */
  record(): Buffer
}

export class Groups {
  readonly #options: GroupsOptions
  /** In the order of their numbers. */
  #groups: Group[] = []
  readonly #opened = new Map<Group, Opened>()

  constructor(options: GroupsOptions) {
    this.#options = options
    for (const { key, value } of options.store.records.getRange()) {
      const entries = this.#entriesOf(key, value)
      for (const entry of entries) options.onFound(entry)
      this.#groups.push(newGroup(key, entries.length))
    }
  }

  /** The highest number in use; 0: none. */
  get lastSeq(): number {
    return this.#groups.at(-1)?.key[0] ?? 0
  }

  /**
   * Issues the write of a group at once; its numbers are above all before.
   *
   * @throws the store's error
   */
  async put(entries: readonly GroupEntry[], records: readonly Buffer[]): Promise<void> {
    const { atRest, store, watch } = this.#options
    const key: RecordKey = [(entries.at(-1) as GroupEntry).seq, '']
    await watch(store.records.put(key, encodeGroup(entries, records, atRest), APPEND))
    const group = newGroup(key, entries.length)
    this.#groups.splice(this.#placeOf(key[0]), 0, group)
  }

  /** What is there after a number, oldest first. */
  *after(seq: number): Generator<Found> {
    for (let place = this.#placeOf(seq + 1); place < this.#groups.length; place += 1) {
      const group = this.#groups[place] as Group
      const opened = this.#open(group)
      for (const [index, entry] of opened.entries.entries()) {
        if (entry.seq > seq && !group.parting?.leaving.has(entry.seq))
          yield { entry, record: () => this.#recordAt(opened, index) }
      }
    }
  }

  /** Where a delivery lies; null: it is gone, or on its way. */
  find(seq: number): Found | null {
    const group = this.#groups[this.#placeOf(seq)]
    if (group === undefined || group.parting?.leaving.has(seq)) return null
    const opened = this.#open(group)
    const index = opened.entries.findIndex((entry) => entry.seq === seq)
    const entry = opened.entries[index]
    return entry === undefined ? null : { entry, record: () => this.#recordAt(opened, index) }
  }

  /**
   * Takes a delivery out; resolves once that is flushed.
   *
   * @param beside issues a write that goes into the same commit
   * @throws the store's error; it is there as before then
   */
  async remove(seq: number, beside?: () => Promise<void>): Promise<void> {
    const group = this.#groups[this.#placeOf(seq)]
    if (group === undefined || this.find(seq) === null) return
    group.parting ??= { leaving: new Set(), next: null, last: Promise.resolve(), beside: [] }
    const { parting } = group
    parting.leaving.add(seq)
    if (beside !== undefined) parting.beside.push(beside)
    parting.next ??= this.#shrinkSoon(group, parting)
    await parting.next
  }

  async #shrinkSoon(group: Group, parting: Parting): Promise<void> {
    if (parting.leaving.size < group.left) await sleep(GATHER_MS)
    // One at a time: the second would not know whether the first one failed.
    await parting.last
    const write = this.#shrink(group, parting)
    parting.next = null
    parting.last = write.catch(() => {})
    await write
  }

  async #shrink(group: Group, { leaving, beside }: Parting): Promise<void> {
    const { assertOpen, store, watch, onGone } = this.#options
    const seqs = [...leaving]
    let gone: readonly GroupEntry[]
    try {
      assertOpen()
      const opened = this.#open(group)
      gone = opened.entries.filter(({ seq }) => leaving.has(seq))
      const rest = this.#encodeRest(opened, leaving)
      // In one turn, so in one commit.
      const besides = beside.splice(0).map((issue) => issue())
      const write = rest === null ? store.records.remove(group.key) : store.records.put(group.key, rest)
      await Promise.all([watch(write), ...besides])
    } catch (error) {
      for (const seq of seqs) leaving.delete(seq)
      throw error
    }
    this.#opened.delete(group)
    group.left -= gone.length
    for (const entry of gone) {
      leaving.delete(entry.seq)
      onGone(entry)
    }
    if (group.left === 0) this.#groups.splice(this.#groups.indexOf(group), 1)
  }

  /** What is left of a group; null: nothing. */
  #encodeRest(opened: Opened, leaving: ReadonlySet<number>): Buffer | null {
    const rest: GroupEntry[] = []
    const records: Buffer[] = []
    for (const [index, entry] of opened.entries.entries()) {
      if (leaving.has(entry.seq)) continue
      rest.push(entry)
      records.push(this.#recordAt(opened, index))
    }
    return rest.length === 0 ? null : encodeGroup(rest, records, this.#options.atRest)
  }

  #open(group: Group): Opened {
    const known = this.#opened.get(group)
    if (known !== undefined) return known
    const value = this.#options.store.records.get(group.key)
    if (value === undefined) throw new Error(`The inbox has lost its record ${group.key[0]}`)
    const opened: Opened = { entries: this.#entriesOf(group.key, value), value, records: null }
    if (this.#opened.size >= KEPT_OPEN)
      for (const [first] of this.#opened) {
        this.#opened.delete(first)
        break
      }
    this.#opened.set(group, opened)
    return opened
  }

  #entriesOf([seq, lane]: RecordKey, value: Buffer): GroupEntry[] {
    return isGroup(value) ? readIndex(value) : [{ seq, lane, pages: this.#options.pagesOf(value.length) }]
  }

  #recordAt(opened: Opened, index: number): Buffer {
    const { atRest } = this.#options
    opened.records ??= isGroup(opened.value) ? openGroup(opened.value, atRest) : [atRest.open(opened.value)]
    return opened.records[index] as Buffer
  }

  /** Place of the first group that ends at a number or behind it, which is where it would be. */
  #placeOf(seq: number): number {
    let low = 0
    let high = this.#groups.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#groups[middle] as Group).key[0] < seq) low = middle + 1
      else high = middle
    }
    return low
  }
}

function newGroup(key: RecordKey, left: number): Group {
  return { key, left, parting: null }
}
