import { setTimeout as sleep } from 'node:timers/promises'

/** A start that was given up has this long to stop what it started, ms: it may be loading code on a busy machine. */
const GIVES_UP_WITHIN_MS = 20_000

/**
 * Starts what then runs until a signal; a signal during the start ends the start.
 *
 * @param stopped `stopSignal()`
 * @param start is told by the signal to give up; what it has started all the same is stopped
 * @param givesUpWithinMs how long it may take to stop what it started (default 20,000)
 * @returns what runs now; null: the signal came first, and the process can end
 * @throws what the start throws
 * @example const worker = await startUntilStopped(stopped, (signal) => startWorker({ config, temporal, log, signal }))
 */
export async function startUntilStopped<Running extends { stop(): Promise<unknown> }>(
  stopped: Promise<string>,
  start: (signal: AbortSignal) => Promise<Running>,
  givesUpWithinMs = GIVES_UP_WITHIN_MS,
): Promise<Running | null> {
  const giveUp = new AbortController()
  const starting = start(giveUp.signal)
  const first = await Promise.race([starting, stopped])
  if (typeof first !== 'string') return first
  giveUp.abort()
  // How a start fails that nobody wants any more is of no interest.
  const closed = starting.then((running) => running.stop()).catch(() => {})
  await Promise.race([closed, sleep(givesUpWithinMs, undefined, { ref: false })])
  return null
}
