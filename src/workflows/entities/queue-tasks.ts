/** What a queue holds and who waits for it; the rules of taking, without Temporal. */
import type { PutRequest, QueuedTask, QueueOrder, QueueTaker } from '../../process/ids/shared-names.ts'
import type { Done } from './once.ts'

/** A task and its place: lower came earlier. */
interface Entry {
  readonly place: number
  readonly bytes: number
  readonly task: QueuedTask
}

interface Waiting {
  readonly takeId: string
  readonly order: QueueOrder
  readonly taker: QueueTaker
}

export interface Match {
  readonly takeId: string
  readonly taker: QueueTaker
  readonly entry: Entry
}

/** A queue between two runs; fields are left out when it begins. */
export interface QueueState {
  readonly entries?: readonly Entry[]
  readonly nextPlace?: number
  readonly waiting?: readonly Waiting[]
  readonly puts?: readonly (readonly [string, number])[]
  readonly taken?: readonly (readonly [string, Entry | null])[]
}

/** All of it goes through one argument when the run continues as new, and Temporal takes 2 MiB. */
const MAX_QUEUE_BYTES = 1_048_576
const MAX_TASK_BYTES = 262_144
/** Of the place of a task, its sender and its time: many small tasks must not add up unseen. */
const BYTES_AROUND = 300
const MAX_TAKEN_BYTES = 393_216
const MAX_TAKEN = 2_000

/** The tasks of one queue. */
export interface QueueTasks {
  readonly puts: Done<number>
  length(): number
  takers(): number
  list(): readonly QueuedTask[]
  /** Why a task can't be put now; `queue_full` passes. Null: it can. */
  problemOf(request: PutRequest): { readonly type: string; readonly message: string } | null
  put(task: QueuedTask): void
  /** @returns null when it is empty: the taker waits then, if there is one */
  take(takeId: string, order: QueueOrder, taker: QueueTaker | null): QueuedTask | null
  /** @returns what had been handed over already */
  leave(takeId: string, putBack: boolean): QueuedTask | null
  /** Takes tasks for those who wait, in the order in which they came; each is to be told, then `told`. */
  match(): Match[]
  /** @param reached false: the taker is gone, so the task goes back to its place */
  told(takeId: string, reached: boolean): void
  state(): QueueState
}

export function createQueueTasks(state: QueueState): QueueTasks {
  const entries = [...(state.entries ?? [])]
  const puts = new Map(state.puts)
  /** Results of the newest takes; null: it was empty. */
  const taken = new Map(state.taken)
  /** Handed over to takers that are being told. */
  const handed = new Map<string, Entry>()
  let waiting = [...(state.waiting ?? [])]
  let nextPlace = state.nextPlace ?? 0
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0)
  let takenBytes = [...taken.values()].reduce((sum, entry) => sum + (entry?.bytes ?? 0), 0)

  function takeNext(order: QueueOrder): Entry | null {
    const entry = (order === 'DESC' ? entries.pop() : entries.shift()) ?? null
    bytes -= entry?.bytes ?? 0
    return entry
  }

  function remember(takeId: string, entry: Entry | null): void {
    taken.set(takeId, entry)
    takenBytes += entry?.bytes ?? 0
    for (const [oldest, held] of taken) {
      const fits = taken.size <= MAX_TAKEN && takenBytes <= MAX_TAKEN_BYTES
      if (fits || oldest === takeId) return
      forget(oldest, held)
    }
  }

  function forget(takeId: string, entry: Entry | null): void {
    if (taken.delete(takeId)) takenBytes -= entry?.bytes ?? 0
  }

  function insert(entry: Entry): void {
    const after = entries.findIndex(({ place }) => place > entry.place)
    entries.splice(after < 0 ? entries.length : after, 0, entry)
    bytes += entry.bytes
  }

  return {
    puts,
    length: () => entries.length,
    takers: () => waiting.length,
    list: () => entries.map(({ task }) => task),

    problemOf(request) {
      if (typeof request?.sender !== 'object' || request.sender === null)
        return { type: 'queue_request_invalid', message: 'A task is put as {sender, data}' }
      const size = bytesOf(request.data)
      if (size > MAX_TASK_BYTES)
        return { type: 'queue_task_too_large', message: 'A task in a queue has at most 256 KiB' }
      if (bytes + size > MAX_QUEUE_BYTES)
        return { type: 'queue_full', message: 'The queue is full: its tasks have 1 MiB' }
      return null
    },

    put(task) {
      insert({ place: nextPlace, bytes: bytesOf(task.data), task })
      nextPlace += 1
    },

    take(takeId, order, taker) {
      const before = taken.get(takeId)
      if (before !== undefined) return before?.task ?? null
      // A retry, or the same task after a reset: told at its new place.
      waiting = waiting.filter((other) => other.takeId !== takeId)
      const entry = takeNext(order)
      if (entry === null && taker !== null) waiting.push({ takeId, order, taker })
      else remember(takeId, entry)
      return entry?.task ?? null
    },

    leave(takeId, putBack) {
      waiting = waiting.filter((other) => other.takeId !== takeId)
      handed.delete(takeId)
      const entry = taken.get(takeId) ?? null
      if (entry !== null && !putBack) return entry.task
      forget(takeId, entry)
      if (entry !== null) insert(entry)
      // A take that was sent before and comes late must not wait again.
      remember(takeId, null)
      return null
    },

    match() {
      const matches: Match[] = []
      for (const { takeId, order, taker } of [...waiting]) {
        const entry = takeNext(order)
        if (entry === null) break
        waiting = waiting.filter((other) => other.takeId !== takeId)
        remember(takeId, entry)
        handed.set(takeId, entry)
        matches.push({ takeId, taker, entry })
      }
      return matches
    },

    told(takeId, reached) {
      const entry = handed.get(takeId)
      // It left meanwhile, and has the task or put it back.
      if (entry === undefined) return
      handed.delete(takeId)
      if (reached) return
      forget(takeId, entry)
      insert(entry)
    },

    state: () => ({ entries, nextPlace, waiting, puts: [...puts], taken: [...taken] }),
  }
}

function bytesOf(data: unknown): number {
  return new TextEncoder().encode(JSON.stringify(data ?? null)).length + BYTES_AROUND
}
