/**
 * Writes counts and log of requests to the disk behind their back: once a second what changed (the log of a busy receiver
 * every ten), and at the end the rest. A receiver that is killed loses what came since the last time.
 */
import { setImmediate } from 'node:timers/promises'
import type { InboxLog } from '../../inbox/inbox-log.ts'
import { causeOf } from '../../inbox/write-health.ts'
import { HOUR_MS, type HourCounted, type ProcessTally } from '../counts/process-tally.ts'
import { SLOT_MS, SLOTS } from '../recent-requests.ts'
import type { RequestMetrics } from '../request-metrics.ts'
import { LOGS, type LogName, type Requests } from '../requests.ts'
import { foldCounts, listCounted, readCounts, readSlots, writeHours, writeSlots } from './kept-counts.ts'
import { CHUNK, restoreRows, writeRows } from './kept-rows.ts'
import type { RequestStore } from './open-request-store.ts'

const EVERY_MS = 1_000
const PROCESSES_PER_TURN = 8
/**
 * When more chunks of the log wait, so many requests come that most rows are gone from it before long: they are written
 * now and then only, so that a request costs a busy receiver next to nothing.
 */
const FEW_CHUNKS = 8
const BUSY_EVERY_MS = 10_000

export interface Keeping {
  /** Writes what changed; resolves once it is on disk, or could not be. */
  flush(): Promise<void>
  /** Writes what changed and stops; the store stays open. */
  stop(): Promise<void>
}

/** Gives log and counts what an earlier process kept. @param now ms since 1970 */
export function restoreRequests(
  store: RequestStore,
  { metrics, requests }: { readonly metrics: RequestMetrics; readonly requests: Requests },
  now = Date.now(),
): void {
  const hour = Math.floor(now / HOUR_MS)
  const slot = Math.floor(now / SLOT_MS)
  for (const process of listCounted(store)) {
    const tally = metrics.tallyOf(process)
    const hours = readCounts(store, process, 'h', { from: hour - 23, to: hour })
    tally.restore(
      now,
      hours.map(({ number, counts }) => ({ hour: number, counts })),
    )
    for (const kept of readSlots(store, process, { from: slot - SLOTS + 1, to: slot }))
      tally.recent.restoreSlot(kept.slot, kept.times)
  }
  restoreRows(store, requests)
}

/**
 * Begins to keep.
 *
 * @param options.everyMs default 1,000
 * @example const keeping = keepRequests({ store, metrics, requests, log })
 */
export function keepRequests(options: {
  readonly store: RequestStore
  readonly metrics: RequestMetrics
  readonly requests: Requests
  readonly everyMs?: number
  readonly log?: InboxLog
}): Keeping {
  const { store, metrics, requests, log, everyMs = EVERY_MS } = options
  const unwritten: Record<LogName, Set<number>> = { authentic: new Set(), others: new Set() }
  let flushedAt = Date.now()
  let rowsAt = Date.now()
  let folded = 0
  let works = true
  let turn: Promise<void> = Promise.resolve()
  let isWaiting = false

  const countUnwritten = () => LOGS.reduce((sum, name) => sum + unwritten[name].size, 0)

  /** All in few commits: each is a flush of the disk. In pieces: webhooks are answered in between. */
  async function write(isWhole: boolean): Promise<void> {
    const since = flushedAt
    const now = Date.now()
    const written: Promise<unknown>[] = []
    const taken = new Map<ProcessTally, HourCounted[]>()
    const note = (puts: Iterable<Promise<boolean>>) => {
      // A failure may come before all are awaited.
      for (const put of puts)
        written.push(
          put.then(
            () => null,
            (error: unknown) => error,
          ),
        )
    }
    for (const [process, tally] of metrics.tallies) {
      const hours = tally.take()
      if (hours.length === 0) continue
      taken.set(tally, hours)
      note(writeHours(store, process, hours))
      note(writeSlots(store, process, tally.recent.slotsSince(since, now)))
      if (taken.size % PROCESSES_PER_TURN === 0) await setImmediate()
    }
    for (const name of LOGS) {
      for (const chunk of requests.takeChanged(name, CHUNK)) unwritten[name].add(chunk)
    }
    const isDue = isWhole || countUnwritten() <= FEW_CHUNKS || now - rowsAt >= BUSY_EVERY_MS
    if (isDue) rowsAt = now
    for (const name of isDue ? LOGS : []) {
      for (const put of writeRows(store, requests, name, unwritten[name])) {
        note([put])
        await setImmediate()
      }
    }
    const failures = (await Promise.all(written)).filter((failure) => failure !== null)
    if (failures.length > 0) {
      for (const [tally, hours] of taken) tally.putBack(hours)
      // Each has a cause that somebody must look at.
      const [reason] = await Promise.all(failures.map(causeOf))
      throw reason
    }
    flushedAt = now
    if (isDue) for (const name of LOGS) unwritten[name].clear()
    await fold(now)
  }

  /** Once an hour. */
  async function fold(now: number): Promise<void> {
    const hour = Math.floor(now / HOUR_MS)
    if (hour === folded) return
    for (const process of listCounted(store)) {
      await foldCounts(store, process, now)
      await setImmediate()
    }
    folded = hour
  }

  function flush(isWhole = true): Promise<void> {
    turn = turn
      .then(() => write(isWhole))
      .then(
        () => {
          if (!works) log?.info({}, 'counts and log of requests are kept again')
          works = true
        },
        async (error: unknown) => {
          const reason = await causeOf(error)
          if (works) log?.error({ err: reason }, 'counts and log of requests can not be written; tried again')
          works = false
        },
      )
    return turn
  }

  const timer = setInterval(() => {
    if (isWaiting) return
    isWaiting = true
    void flush(false).finally(() => {
      isWaiting = false
    })
  }, everyMs)
  timer.unref()

  return {
    flush: () => flush(),
    async stop() {
      clearInterval(timer)
      await flush()
    },
  }
}
