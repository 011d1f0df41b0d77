/**
 * The window of the forwarder over the inbox: the lanes loaded at the moment, one number per record; the rest stays on
 * disk. A lane has at most one record under way, so its records keep their order.
 */
import type { WaitingRecord } from './inbox-contract.ts'

export interface Lane {
  readonly name: string
  /** Sequence numbers, oldest first; those before `at` are done. */
  readonly seqs: number[]
  at: number
  failures: number
}

/** Done numbers are cut off a long lane after so many, so that it costs what it holds. */
const CUT_AFTER = 1_024

export class Lanes {
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = new Set<Lane>()
  /** Lanes whose first record a caller waits for; taken before all others. */
  readonly #urgent = new Set<Lane>()
  readonly #timers = new Map<Lane, NodeJS.Timeout>()

  /** Loaded lanes, those under way and waiting included. */
  get size(): number {
    return this.#lanes.size
  }

  get ready(): number {
    return this.#ready.size + this.#urgent.size
  }

  /** Of those ready, the ones a caller waits for. */
  get urgent(): number {
    return this.#urgent.size
  }

  /** Lanes that wait after a failure. */
  get waiting(): number {
    return this.#timers.size
  }

  /** @returns false when it is in the window already */
  add({ seq, lane: name }: WaitingRecord): boolean {
    const lane = this.#lanes.get(name)
    if (lane) return insert(lane, seq)
    const added: Lane = { name, seqs: [seq], at: 0, failures: 0 }
    this.#lanes.set(name, added)
    this.#ready.add(added)
    return true
  }

  /** Puts a lane that is ready before all others; one that is under way or waits stays where it is. */
  prefer(name: string): void {
    const lane = this.#lanes.get(name)
    if (lane !== undefined && this.#ready.delete(lane)) this.#urgent.add(lane)
  }

  /** An urgent lane, else the one that has been ready longest, now under way; undefined when none is. */
  take(): Lane | undefined {
    for (const lane of this.#urgent) {
      this.#urgent.delete(lane)
      return lane
    }
    for (const lane of this.#ready) {
      this.#ready.delete(lane)
      return lane
    }
    return undefined
  }

  /** Takes a lane that was just taken out of the window, with its records. @returns how many those are */
  drop(lane: Lane): number {
    this.#lanes.delete(lane.name)
    return lane.seqs.length - lane.at
  }

  /** The record of a lane under way. */
  recordOf(lane: Lane): WaitingRecord {
    return { seq: lane.seqs[lane.at] as number, lane: lane.name }
  }

  /** Its record is done: the lane is ready for the next one, or leaves the window. */
  advance(lane: Lane): void {
    lane.at += 1
    lane.failures = 0
    if (lane.at === lane.seqs.length) {
      this.#lanes.delete(lane.name)
      return
    }
    if (lane.at >= CUT_AFTER) {
      lane.seqs.splice(0, lane.at)
      lane.at = 0
    }
    this.#ready.add(lane)
  }

  /** Its record stays first: ready again at once, or after `delayMs`, when `onReady` is called. */
  retry(lane: Lane, delayMs: number, onReady: () => void): void {
    if (delayMs <= 0) {
      this.#ready.add(lane)
      return
    }
    const timer = setTimeout(() => {
      this.#timers.delete(lane)
      this.#ready.add(lane)
      onReady()
    }, delayMs)
    this.#timers.set(lane, timer)
  }

  /** Ends all timers. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}

/** Puts a number into a lane, in order, behind its first one, which may be under way; false when it is there. */
function insert({ seqs, at }: Lane, seq: number): boolean {
  let low = at
  let high = seqs.length
  if ((seqs[high - 1] as number) < seq) low = high
  while (low < high) {
    const middle = (low + high) >> 1
    if ((seqs[middle] as number) < seq) low = middle + 1
    else high = middle
  }
  if (seqs[low] === seq) return false
  seqs.splice(Math.max(low, at + 1), 0, seq)
  return true
}
