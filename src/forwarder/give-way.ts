/** The forwarder gives way to acceptance: accept first, drain after. */
import { performance } from 'node:perf_hooks'

/** Acceptance is busy from so many deliveries per second on ... */
const BUSY_PER_SECOND = 1_000
/** ... while the event loop is at work for this share of the time: below it, forwarding takes nothing from acceptance. */
const BUSY_LOOP = 0.7
const SAMPLE_MS = 100
/**
 * What goes on however busy it is: one at a time, and one begins at most so often. A task costs Temporal and its worker a
 * tenth of a second of CPU where they share two cores with the receiver (docs/performance.md): twenty a second would take both.
 */
const TRICKLE_EVERY_MS = 250
/** The same for what a caller waits for, and how soon it is worth asking again. */
export const URGENT_EVERY_MS = 50
/**
 * After a burst it comes back: twice as often with each quarter of the burst's time, at most a second. A long burst has pauses,
 * and what began in one of them takes the cores of the next part of the burst; a short one is over.
 */
const DOUBLES_WITHIN = 1 / 4
const DOUBLES_AFTER_MS = 1_000
/** From so often on nothing is held back. */
const FREE_FROM_EVERY_MS = 4
/** From this fill on it gives way less and less: a full inbox would refuse deliveries. */
const FILL_FROM = 0.5
const FILL_TO = 0.8

/** What the decision rests on. */
export interface AcceptanceLoad {
  /** Deliveries accepted so far. */
  accepted(): number
  /** How full the inbox is, 0 to 1. */
  fill(): number
}

/** Where time and work of this process are read; tests give their own. */
export interface GiveWayClock {
  /** Milliseconds. */
  now(): number
  /** Share of the time since the last call in which the event loop was at work, 0 to 1. */
  loopShare(): number
}

/**
 * How many deliveries may be under way now.
 *
 * @param concurrency the most, when acceptance is quiet
 * @returns a function to ask before each start with what is under way, and whether a caller waits for the next one. 0 only
 * while nothing may begin for a moment
 */
export function createGiveWay(
  load: AcceptanceLoad,
  concurrency: number,
  clock: GiveWayClock = processClock(),
): (underWay: number, isUrgent?: boolean) => number {
  let sampledAt = clock.now()
  let accepted = load.accepted()
  let busy = false
  let burst: { readonly from: number; until: number } | null = null
  let begunAt = Number.NEGATIVE_INFINITY
  return (underWay, isUrgent = false) => {
    const now = clock.now()
    const elapsedMs = now - sampledAt
    if (elapsedMs >= SAMPLE_MS) {
      const total = load.accepted()
      const share = clock.loopShare()
      busy = ((total - accepted) * 1_000) / elapsedMs >= BUSY_PER_SECOND && share >= BUSY_LOOP
      accepted = total
      sampledAt = now
    }
    if (busy) {
      burst ??= { from: now - SAMPLE_MS, until: now }
      burst.until = now
    }
    if (burst === null) return concurrency
    const doublesAfterMs = Math.min(DOUBLES_AFTER_MS, (burst.until - burst.from) * DOUBLES_WITHIN)
    const everyMs = TRICKLE_EVERY_MS / 2 ** Math.floor((now - burst.until) / doublesAfterMs)
    if (everyMs < FREE_FROM_EVERY_MS) {
      burst = null
      return concurrency
    }
    const pressed = Math.min(1, Math.max(0, (load.fill() - FILL_FROM) / (FILL_TO - FILL_FROM)))
    const least = pressed > 0 ? Math.max(1, Math.floor(concurrency * pressed)) : 0
    return Math.max(least, underWay + begins(now, underWay, everyMs, isUrgent))
  }

  /** How many may join what is under way. */
  function begins(now: number, underWay: number, everyMs: number, isUrgent: boolean): number {
    if (underWay >= concurrency || (busy && underWay > 0)) return 0
    // However long nobody asked
    const sinceMs = Math.min(now - begunAt, Math.max(everyMs, URGENT_EVERY_MS))
    const due = Math.max(Math.floor(sinceMs / everyMs), isUrgent && sinceMs >= URGENT_EVERY_MS ? 1 : 0)
    if (due === 0) return 0
    begunAt = now
    return Math.min(busy ? 1 : due, concurrency - underWay)
  }
}

function processClock(): GiveWayClock {
  let before = performance.eventLoopUtilization()
  return {
    now: () => performance.now(),
    loopShare() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      return utilization
    },
  }
}
