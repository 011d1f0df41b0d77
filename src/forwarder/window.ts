/**
 * What the forwarder has of the inbox in memory: the lanes of the oldest deliveries, up to a bound; the rest stays on disk, and of
 * a paused process all of it. Must never read so long that acceptance waits, and never change the order of a lane.
 */
import type { Inbox, WaitingRecord } from '../inbox/inbox-contract.ts'
import { processOfLane } from '../inbox/lane-of.ts'
import { type Lane, Lanes } from '../inbox/lanes.ts'
import { HeldProcesses } from './held-processes.ts'

const MAX_LANES = 5_000
/** Records of a lane are one number each, but numbers add up too. */
const MAX_LOADED = 500_000
const LOAD_AT_ONCE = 500
/** Keys read in one turn of the event loop, however many of them are of paused processes. */
const READ_PER_TURN = 10_000

export class Window {
  readonly lanes = new Lanes()
  readonly #inbox: Pick<Inbox, 'list'>
  readonly #held: HeldProcesses
  readonly #readyAtLeast: number
  #more = true
  #loadedTo = 0
  #loaded = 0

  /** @param readyAtLeast it is loaded until so many lanes are ready */
  constructor(inbox: Pick<Inbox, 'list'>, isPaused: (process: string) => boolean, readyAtLeast: number) {
    this.#inbox = inbox
    this.#held = new HeldProcesses(isPaused)
    this.#readyAtLeast = readyAtLeast
  }

  /** There may be more in the inbox than at the last look. */
  lookAgain(): void {
    this.#more = true
  }

  /** @returns false: enough was read for one turn of the event loop, and there is more */
  load(): boolean {
    const held = this.#held
    let read = 0
    for (let from = held.resumedFrom(); from !== null && this.#hasRoom(); from = held.resumedFrom()) {
      if (read >= READ_PER_TURN) return false
      const records = this.#inbox.list(from, LOAD_AT_ONCE).filter(({ seq }) => seq <= this.#loadedTo)
      read += LOAD_AT_ONCE
      for (const record of records)
        if (held.takesBack(record.seq, processOfLane(record.lane))) this.add(record)
      held.readTo(from, records.length < LOAD_AT_ONCE ? null : (records.at(-1)?.seq as number))
    }
    while (this.#more && this.#hasRoom()) {
      if (read >= READ_PER_TURN) return false
      const records = this.#inbox.list(this.#loadedTo, LOAD_AT_ONCE)
      read += LOAD_AT_ONCE
      for (const record of records) if (!held.holds(processOfLane(record.lane), record.seq)) this.add(record)
      this.#loadedTo = records.at(-1)?.seq ?? this.#loadedTo
      this.#more = records.length === LOAD_AT_ONCE
    }
    return true
  }

  add(record: WaitingRecord): void {
    if (this.lanes.add(record)) this.#loaded += 1
  }

  /** The record of a lane under way is done. */
  advance(lane: Lane): void {
    this.#loaded -= 1
    this.lanes.advance(lane)
  }

  /** A lane of a paused process leaves; its records are read again once the process is resumed. */
  hold(lane: Lane): void {
    this.#held.hold(processOfLane(lane.name), this.lanes.recordOf(lane).seq)
    this.#loaded -= this.lanes.drop(lane)
  }

  /** Processes with deliveries that stay on disk. */
  held(): string[] {
    return this.#held.names()
  }

  anyResumed(): boolean {
    return this.#held.anyResumed()
  }

  #hasRoom(): boolean {
    const { ready, size } = this.lanes
    return ready < this.#readyAtLeast && size < MAX_LANES && this.#loaded < MAX_LOADED
  }
}
