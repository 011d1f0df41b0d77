/** Where Temporal is, configured as every Temporal tool is: TEMPORAL_* and profiles (Temporal Cloud included). */
import type { TLSConfig } from '@temporalio/common/lib/internal-non-workflow/index.js'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { ConfigInvalidError } from '../errors/start-errors.ts'

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
