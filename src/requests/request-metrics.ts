/**
 * What requests came to, counted in memory: per process for people, by code and as a histogram for Prometheus. On the
 * hot path, so: no allocation but for a process or code never seen before.
 */
import type { ReceiverLog, RequestOutcome, RequestRow } from '../receiver/receiver-log.ts'
import type { AnswerTimes } from './counts/answer-buckets.ts'
import { ProcessTally } from './counts/process-tally.ts'
import type { AnswerSlot, HourCounts } from './recent-requests.ts'

/** Upper bounds of the histogram, ms; 500 is Mambu's published threshold. */
export const LATENCY_BUCKETS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000] as const

/** Mambu's breaker as published in 2021: 5 of the last 10 slower than 500 ms or not 2xx (facts of its support pages). */
export const BREAKER = { window: 10, bad: 5, slowMs: 500 } as const

export interface ProcessCounters {
  readonly accepted: number
  /** Authentic, but not accepted. */
  readonly refused: number
  /** ISO time of the newest authentic request; also of before a restart. */
  readonly lastAt: string | null
}

/** What a breaker like Mambu's would have made of the requests of a process since this receiver started. */
export interface BreakerState {
  /** Bad ones among the last requests, counted anew after it would have opened. */
  readonly bad: number
  /** How often it would have opened. */
  readonly trips: number
  /** ISO time of the last such request; null: never. */
  readonly lastTripAt: string | null
}

/** How the senders of a process name their deliveries, since this receiver started. */
export interface KeyHabits {
  /** Deliveries without a delivery key: each is one of its own, so a retry is a second task. */
  readonly without: number
  readonly withKey: number
  /** All that had a key had the same one, with more than one body. */
  readonly allUnderOne: boolean
}

export interface MetricsState {
  /** By process: repeats, which started nothing. */
  readonly repeats: ReadonlyMap<string, number>
  /** By process: kept in quarantine, since their key came before with another body. */
  readonly reusedKeys: ReadonlyMap<string, number>

  readonly accepted: ReadonlyMap<string, number>
  /** By code; a refusal that names no process is nobody's. */
  readonly refused: ReadonlyMap<string, number>
  /** Not cumulative, one more than bounds. */
  readonly latencyCounts: readonly number[]
  readonly latencySumMs: number
  /** How often the model of Mambu's breaker would have opened, by process. */
  readonly breakerTrips: ReadonlyMap<string, number>
}

/** Stands for the process where there is none: what a stranger sent. */
export const NOBODY = ''

export interface RequestMetrics extends ReceiverLog {
  /** By process, `NOBODY` too: what is kept over a restart. */
  readonly tallies: ReadonlyMap<string, ProcessTally>
  /** The tally of a process; it begins here where there was none. */
  tallyOf(process: string): ProcessTally
  /** Counts a delivery that could become a task. */
  identified(delivery: {
    readonly process: string
    readonly key: string | null
    readonly digest?: string
  }): void
  /** Counts what became of one. */
  settle(outcome: RequestOutcome): void
  keysOf(process: string): KeyHabits
  ofProcess(process: string): ProcessCounters
  /** By hour and by time until the answer; what no request came for has zeros. */
  recentOf(process: string): { readonly hours: HourCounts; readonly answerMs: AnswerTimes }
  /** The last hour in parts of five minutes, the oldest first. */
  answerSlotsOf(process: string): AnswerSlot[]
  breakerOf(process: string): BreakerState
  /** Grows with every request: tells that something has changed. */
  total(): number
  state(): MetricsState
}

interface Counters {
  accepted: number
  refused: number
  lastAt: string | null
  /** The last requests as bits, newest lowest; 1: bad. */
  recent: number
  trips: number
  lastTripAt: string | null
}

interface KeyCounters {
  without: number
  withKey: number
  /** With the digest of its body. */
  first: { readonly key: string; readonly body: string | null } | null
  otherKeys: boolean
  /** Under the first key. */
  otherBodies: boolean
}

const NO_KEYS: KeyCounters = { without: 0, withKey: 0, first: null, otherKeys: false, otherBodies: false }
const NO_REQUESTS = new ProcessTally().recent

/** Requests of a test (`Try it` of the console) are left out: these counters are what Mambu sees. */
export function createRequestMetrics(): RequestMetrics {
  const processes = new Map<string, Counters>()
  const tallies = new Map<string, ProcessTally>()
  const refused = new Map<string, number>()
  const latencyCounts = new Array<number>(LATENCY_BUCKETS_MS.length + 1).fill(0)
  const keys = new Map<string, KeyCounters>()
  const repeats = new Map<string, number>()
  const reusedKeys = new Map<string, number>()
  let latencySumMs = 0
  let total = 0

  function tallyOf(process: string): ProcessTally {
    let tally = tallies.get(process)
    if (tally === undefined) {
      tally = new ProcessTally()
      tallies.set(process, tally)
    }
    return tally
  }

  function count(counters: Counters, row: RequestRow): void {
    counters.lastAt = row.time
    if (row.code === 'accepted') counters.accepted += 1
    else counters.refused += 1
    const bad = row.status >= 300 || row.durationMs > BREAKER.slowMs
    counters.recent = ((counters.recent << 1) | Number(bad)) & ((1 << BREAKER.window) - 1)
    if (bad && countBits(counters.recent) >= BREAKER.bad) {
      counters.trips += 1
      counters.lastTripAt = row.time
      counters.recent = 0
    }
  }

  return {
    tallies,
    tallyOf,
    identified({ process, key, digest: body = null }) {
      tallyOf(process).identify(Date.now(), key !== null)
      let known = keys.get(process)
      if (known === undefined) {
        known = { without: 0, withKey: 0, first: null, otherKeys: false, otherBodies: false }
        keys.set(process, known)
      }
      if (key === null) {
        known.without += 1
        return
      }
      known.withKey += 1
      if (known.otherKeys) return
      known.first ??= { key, body }
      if (known.first.key !== key) known.otherKeys = true
      else if (known.first.body !== body) known.otherBodies = true
    },
    settle({ process, repeat, reused }) {
      total += 1
      // A bad body was counted with its request, whichever entry it became.
      tallyOf(process).settle(Date.now(), repeat, reused)
      if (repeat) repeats.set(process, (repeats.get(process) ?? 0) + 1)
      if (reused && !repeat) reusedKeys.set(process, (reusedKeys.get(process) ?? 0) + 1)
    },
    keysOf(process) {
      const { without, withKey, otherKeys, otherBodies } = keys.get(process) ?? NO_KEYS
      return { without, withKey, allUnderOne: otherBodies && !otherKeys }
    },
    request(row) {
      total += 1
      if (row.test) return
      latencySumMs += row.durationMs
      let bucket = 0
      while (bucket < LATENCY_BUCKETS_MS.length && row.durationMs > (LATENCY_BUCKETS_MS[bucket] as number))
        bucket += 1
      latencyCounts[bucket] = (latencyCounts[bucket] as number) + 1
      // By the code: a process may reply with any status, and what is kept in quarantine may be answered 200.
      if (row.code !== 'accepted') refused.set(row.code, (refused.get(row.code) ?? 0) + 1)
      tallyOf(row.process ?? NOBODY).count(Date.now(), row)
      if (row.process === null) return
      let counters = processes.get(row.process)
      if (counters === undefined) {
        counters = {
          accepted: 0,
          refused: 0,
          lastAt: null,
          recent: 0,
          trips: 0,
          lastTripAt: null,
        }
        processes.set(row.process, counters)
      }
      count(counters, row)
    },
    ofProcess(process) {
      const { accepted = 0, refused = 0, lastAt = null } = processes.get(process) ?? {}
      return { accepted, refused, lastAt: lastAt ?? tallies.get(process)?.lastAt ?? null }
    },
    recentOf(process) {
      const recent = tallies.get(process)?.recent ?? NO_REQUESTS
      const now = Date.now()
      return { hours: recent.hours(now), answerMs: recent.answerTimes(now) }
    },
    answerSlotsOf: (process) => (tallies.get(process)?.recent ?? NO_REQUESTS).answerSlots(Date.now()),
    breakerOf(process) {
      const { recent = 0, trips = 0, lastTripAt = null } = processes.get(process) ?? {}
      return { bad: countBits(recent), trips, lastTripAt }
    },
    total: () => total,
    state: () => ({
      repeats,
      reusedKeys,
      accepted: new Map([...processes].map(([process, { accepted }]) => [process, accepted])),
      refused,
      latencyCounts,
      latencySumMs,
      breakerTrips: new Map([...processes].map(([process, { trips }]) => [process, trips])),
    }),
  }
}

function countBits(bits: number): number {
  let count = 0
  for (let rest = bits; rest > 0; rest &= rest - 1) count += 1
  return count
}
