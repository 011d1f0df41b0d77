/**
 * The requests log of one receiver: the last requests in memory, for `startnode requests` and the admin API. Authentic
 * and other requests are kept apart, so that a flood of refused ones can't push the authentic ones out.
 */
import type { ReceiverLog, RequestOutcome, RequestRow } from '../receiver/receiver-log.ts'
import { RingBuffer } from './ring-buffer.ts'

export const KEPT_AUTHENTIC = 10_000
export const KEPT_REFUSED = 1_000
/** Of callers that wait, of mode `direct`, and of deliveries from before a restart. */
const MAX_EARLY = 1_000

/** A row with its place in the order of all requests of this receiver. */
export interface LoggedRequest extends Omit<RequestRow, 'err'> {
  readonly seq: number
}

export interface RequestFilter {
  /** Process id. */
  readonly process?: string
  /** Process id or `@alias` as the URL named it. */
  readonly addressed?: string
  readonly code?: string
  readonly taskId?: string
  /** True: only what was refused (status 400 or above, or kept in quarantine); false: only what was accepted. */
  readonly refused?: boolean
  /** True: only requests that proved their URL and credentials; false: only the others. */
  readonly authentic?: boolean
  /** True: only tests of operators; false: none of them. */
  readonly test?: boolean
}

/** The two logs: of authentic requests, and of all others. */
export const LOGS = ['authentic', 'others'] as const
export type LogName = (typeof LOGS)[number]

/** A row as it is kept over a restart. */
export interface NumberedRow {
  /** Its place among all rows of its log. */
  readonly number: number
  readonly seq: number
  readonly row: RequestRow
}

export interface Requests extends ReceiverLog {
  /** How many rows a log keeps. */
  keeps(log: LogName): number
  /** Of the rows that came or changed since the last call: their numbers divided by `size`, each once. */
  takeChanged(log: LogName, size: number): Set<number>
  /** Rows of a log from a number on, those that are still here. */
  rows(log: LogName, from: number, count: number): NumberedRow[]
  /** Takes rows of before a restart, oldest first; only before the first request. */
  restore(log: LogName, rows: readonly NumberedRow[]): void
  /**
   * The newest first.
   * @param options.limit default 100
   * @param options.beforeSeq to page on: only rows older than this one
   */
  list(
    filter?: RequestFilter,
    options?: { readonly limit?: number; readonly beforeSeq?: number },
  ): LoggedRequest[]
  /** Adds to the row of a request what its delivery came to; a repeat or one that is kept. */
  settle(outcome: RequestOutcome): void
  /** Calls back for each request from now on, and again when its delivery was a repeat or is kept; returns how to end that. A listener must not throw or wait. */
  subscribe(listener: (request: LoggedRequest) => void, filter?: RequestFilter): () => void
}

/**
 * @example
 * ```ts
 * const requests = createRequests()
 * const stop = requests.subscribe((request) => print(request), { process: 'loan-approved', refused: true })
 * ```
 */
export function createRequests(
  kept: { readonly authentic: number; readonly refused: number } = {
    authentic: KEPT_AUTHENTIC,
    refused: KEPT_REFUSED,
  },
): Requests {
  const authentic = new RingBuffer<Kept>(kept.authentic)
  const others = new RingBuffer<Kept>(kept.refused)
  const logs = { authentic, others }
  /** Rows with a lower number were taken, but for those that changed since. */
  const taken = { authentic: 0, others: 0 }
  const changed = new Set<number>()
  const listeners = new Set<(request: LoggedRequest) => void>()
  /** Outcomes that were known before their request was answered, by delivery. */
  const early = new Map<string, RequestOutcome>()
  let seq = 0

  return {
    keeps: (log) => logs[log].size,
    takeChanged(log, size) {
      const { oldest, next } = logs[log]
      const chunks = new Set<number>()
      if (log === 'authentic') {
        // Only an authentic one has an outcome.
        for (const number of changed) if (number >= oldest) chunks.add(Math.floor(number / size))
        changed.clear()
      }
      for (let number = Math.max(taken[log], oldest); number < next; number += size - (number % size))
        chunks.add(Math.floor(number / size))
      taken[log] = next
      return chunks
    },
    rows: (log, from, count) =>
      Array.from({ length: count }, (_, at) => logs[log].at(from + at)).filter((row) => row !== undefined),
    restore(log, rows) {
      const [first] = rows
      if (first === undefined) return
      logs[log].startAt(first.number)
      for (const row of rows) {
        logs[log].push({ ...row, number: logs[log].next })
        seq = Math.max(seq, row.seq)
      }
      // Where one is missing, numbers have moved: all are written anew.
      const isWhole = rows.at(-1)?.number === logs[log].next - 1
      taken[log] = isWhole ? logs[log].next : first.number
    },
    settle(outcome) {
      for (const kept of authentic) {
        if (kept.row.taskId !== outcome.taskId || kept.row.time !== outcome.receivedAt) continue
        kept.row = withOutcome(kept.row, outcome)
        changed.add(kept.number)
        for (const listener of listeners) listener(toLogged(kept))
        return
      }
      early.set(`${outcome.taskId} ${outcome.receivedAt}`, outcome)
      if (early.size > MAX_EARLY) for (const [first] of early) return void early.delete(first)
    },
    request(given) {
      seq += 1
      let row = given.err === undefined ? given : withoutError(given)
      if (early.size > 0) {
        const id = `${row.taskId} ${row.time}`
        const outcome = early.get(id)
        if (outcome !== undefined) row = withOutcome(row, outcome)
        early.delete(id)
      }
      const rows = isAuthentic(row) ? authentic : others
      const kept = { number: rows.next, seq, row }
      rows.push(kept)
      for (const listener of listeners) listener(toLogged(kept))
    },
    list(filter = {}, { limit = 100, beforeSeq = Number.POSITIVE_INFINITY } = {}) {
      const found: LoggedRequest[] = []
      for (const request of newestFirst(authentic, others)) {
        if (found.length >= limit) break
        if (request.seq < beforeSeq && fits(request.row, filter)) found.push(toLogged(request))
      }
      return found
    },
    subscribe(listener, filter = {}) {
      const filtered = (request: LoggedRequest) => {
        if (fits(request, filter)) listener(request)
      }
      listeners.add(filtered)
      return () => void listeners.delete(filtered)
    },
  }
}

/** The row as it came: on the hot path nothing is copied. */
interface Kept {
  readonly number: number
  readonly seq: number
  row: RequestRow
}

/** Answered 200 or not: what is kept says why by its code. */
function withOutcome(row: RequestRow, { repeat, keptAs, reused }: RequestOutcome): RequestRow {
  return {
    ...row,
    ...(repeat ? { repeat } : {}),
    ...(keptAs === null ? {} : { keptAs }),
    ...(reused ? { code: 'delivery_key_reused' } : {}),
  }
}

function toLogged({ seq, row }: Kept): LoggedRequest {
  return { ...row, seq }
}

/** An error that is not ours may hold anything; the log line has it, a list that people read has not. */
function withoutError({ err: _, ...row }: RequestRow): RequestRow {
  return row
}

/** Merges the two logs, each in its own order, by time of arrival. */
function* newestFirst(a: Iterable<Kept>, b: Iterable<Kept>): Iterable<Kept> {
  const left = a[Symbol.iterator]()
  const right = b[Symbol.iterator]()
  let first = left.next()
  let second = right.next()
  while (!first.done || !second.done) {
    if (second.done || (!first.done && first.value.seq > second.value.seq)) {
      yield first.value as Kept
      first = left.next()
    } else {
      yield second.value
      second = right.next()
    }
  }
}

/** A request with wrong credentials knows its process but is nobody's we know. */
function isAuthentic({ process, code }: Pick<RequestRow, 'process' | 'code'>): boolean {
  return process !== null && code !== 'credentials_wrong'
}

function fits(request: RequestRow, filter: RequestFilter): boolean {
  const { process, addressed, code, taskId, refused, authentic, test } = filter
  return (
    (process === undefined || request.process === process) &&
    (addressed === undefined || request.addressed === addressed) &&
    (code === undefined || request.code === code) &&
    (taskId === undefined || request.taskId === taskId) &&
    (refused === undefined || refused === (request.code !== 'accepted')) &&
    (authentic === undefined || authentic === isAuthentic(request)) &&
    (test === undefined || test === (request.test ?? false))
  )
}
