/** What most commands need: configuration, a Temporal client and the settings; closed again afterwards. */
import { Client, type Connection } from '@temporalio/client'
import { type Config, loadConfig } from '../config.ts'
import { createSettings, type Settings } from '../settings/settings-client.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { connectClientLazily } from '../temporal/connection.ts'
import { nameAddress, requireTemporal } from '../temporal/require-temporal.ts'
import { loadTemporalOptions, type TemporalOptions } from '../temporal/temporal-options.ts'
import { createNearReceiver, type NearReceiver } from './near-receiver.ts'

export interface ClientContext {
  readonly config: Config
  readonly temporal: TemporalOptions
  readonly connection: Connection
  readonly client: Client
  readonly settings: Settings
  /** The receiver at ADMIN_URL. */
  readonly receiver: NearReceiver
}

/**
 * Runs `use` with a client of the configured namespace and closes the connection whatever happens.
 *
 * @param more.needsTemporal false: `use` has something to say without Temporal too (default: it must answer first)
 * @throws TemporalUnreachableError with the address, within 5 s, where Temporal is away
 */
export async function withClient<T>(
  use: (context: ClientContext) => Promise<T>,
  { needsTemporal = true }: { readonly needsTemporal?: boolean } = {},
): Promise<T> {
  const config = loadConfig(process.env)
  const temporal = loadTemporalOptions()
  const connection = connectClientLazily(temporal)
  try {
    if (needsTemporal) await requireTemporal(connection, temporal)
    const client = new Client({
      connection,
      namespace: temporal.namespace,
      ...createClientOptions(config.encryption),
    })
    const { signingKeys, taskQueue } = config
    const receiver = createNearReceiver(config, temporal.namespace)
    const settings = createSettings(client.workflow, {
      signingKeys,
      taskQueue,
      atLeast: config.settingsAtLeast,
      seen: receiver.seen,
      advanced: receiver.hand,
    })
    return await use({ config, temporal, connection, client, settings, receiver })
  } catch (error) {
    throw nameAddress(error, temporal)
  } finally {
    await connection.close()
  }
}
