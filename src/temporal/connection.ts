/** Connections to Temporal: a patient one for clients, a native one for workers. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '@temporalio/client'
import type { NativeConnection } from '@temporalio/worker'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { openPatientConnection } from './patient-connection.ts'
import type { TemporalOptions } from './temporal-options.ts'

/**
 * A connection for clients that connects at the first call: a receiver starts and accepts while Temporal is down.
 * Its `close` is safe at any time (patient-connection.ts).
 *
 * @param callDeadlineMs one deadline for every call, for clients on the hot path (patient-connection.ts)
 */
export function connectClientLazily(options: TemporalOptions, callDeadlineMs?: number): Connection {
  return openPatientConnection({ ...options.connectionOptions }, callDeadlineMs)
}

/**
 * A connection for a worker. Tries again until the deadline, since the SDK itself gives up after milliseconds.
 *
 * @param more.deadlineMs how long to try (default 60,000 ms)
 * @param more.onRetry told once per failed try
 * @param more.signal ends the waiting with an AbortError
 * @throws TemporalUnreachableError when the deadline has passed
 */
export async function connectWorker(
  options: TemporalOptions,
  more: { deadlineMs?: number; onRetry?: (reason: string) => void; signal?: AbortSignal | undefined } = {},
): Promise<NativeConnection> {
  // Loaded here: who only receives needs no native worker.
  const { NativeConnection } = await import('@temporalio/worker')
  const { address } = options.connectionOptions
  const end = Date.now() + (more.deadlineMs ?? 60_000)
  for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, 4_000)) {
    try {
      return await NativeConnection.connect({ ...options.connectionOptions })
    } catch (error) {
      const reason = (error as Error).message
      if (Date.now() + waitMs > end) {
        throw new TemporalUnreachableError(`Temporal can not be reached at ${address}: ${reason}`, error)
      }
      more.onRetry?.(reason)
      await sleep(waitMs, undefined, { signal: more.signal })
    }
  }
}
