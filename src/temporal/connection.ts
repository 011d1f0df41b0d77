/** Connections to Temporal, configured as every Temporal tool is: TEMPORAL_* and profiles (Temporal Cloud included). */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Connection } from '@temporalio/client'
import type { TLSConfig } from '@temporalio/common/lib/internal-non-workflow/index.js'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import type { NativeConnection } from '@temporalio/worker'
import { ConfigInvalidError } from '../errors/start-errors.ts'
import { TemporalUnreachableError } from '../errors/temporal-errors.ts'
import { openPatientConnection } from './patient-connection.ts'

/** Where Temporal is and how to get in. */
export interface TemporalOptions {
  readonly connectionOptions: {
    readonly address: string
    readonly tls?: TLSConfig | boolean
    readonly apiKey?: string
    readonly metadata?: Record<string, string>
  }
  readonly namespace: string
  /** True when someone said where Temporal is: no dev server is needed then. */
  readonly addressConfigured: boolean
}

/**
 * Reads where Temporal is: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS*`, and the
 * profile `TEMPORAL_PROFILE` of the file `TEMPORAL_CONFIG_FILE`; the environment wins over the file.
 *
 * Defaults: address `127.0.0.1:7233` (the dev server; TEMPORAL_DEV_PORT moves both), namespace `default`, no TLS (TLS
 * once there is an API key).
 *
 * @throws ConfigInvalidError when the profile, the file or a certificate can't be read
 * @example const { namespace } = loadTemporalOptions({ TEMPORAL_ADDRESS: 'temporal:7233' })
 */
export function loadTemporalOptions(env: NodeJS.ProcessEnv = process.env): TemporalOptions {
  // An empty value in a .env file means "not set".
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value)) as Record<string, string>
  const { connectionOptions, namespace } = read(set)
  const { address, apiKey, metadata } = connectionOptions
  const tls = connectionOptions.tls as TLSConfig | boolean | undefined
  if (apiKey !== undefined && address === undefined) {
    throw new ConfigInvalidError([{ path: 'TEMPORAL_ADDRESS', message: 'needed together with an API key' }])
  }
  return {
    connectionOptions: {
      address: address ?? `127.0.0.1:${set.TEMPORAL_DEV_PORT ?? 7233}`,
      ...(tls === undefined ? {} : { tls }),
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(metadata === undefined ? {} : { metadata: metadata as Record<string, string> }),
    },
    namespace: namespace ?? 'default',
    addressConfigured: address !== undefined || set.TEMPORAL_PROFILE !== undefined,
  }
}

function read(env: Record<string, string>): ReturnType<typeof loadClientConnectConfig> {
  try {
    return loadClientConnectConfig({ overrideEnvVars: env })
  } catch (error) {
    throw new ConfigInvalidError([{ path: 'TEMPORAL_*', message: (error as Error).message }])
  }
}

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
