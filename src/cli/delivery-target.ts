/** What commands that deliver need: the same target as a receiver's, closed again afterwards. */
import type { Connection } from '@temporalio/client'
import { type Config, loadConfig } from '../config.ts'
import type { DeliveryTarget } from '../forwarder/deliver/delivery-target.ts'
import type { InboxLog } from '../inbox/inbox-log.ts'
import { concealKeyOf } from '../process/ids/conceal-ref.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createDataConverter } from '../temporal/codec/create-data-converter.ts'
import { connectClientLazily } from '../temporal/connection.ts'
import { nameAddress, requireTemporal } from '../temporal/require-temporal.ts'
import { StartClient } from '../temporal/start-client.ts'
import { loadTemporalOptions } from '../temporal/temporal-options.ts'

export interface TargetContext {
  readonly config: Config
  readonly connection: Connection
  readonly namespace: string
  /** Of Temporal, e.g. `127.0.0.1:7233`. */
  readonly address: string
  readonly target: DeliveryTarget & { readonly log: InboxLog }
}

/**
 * Runs `use` with where deliveries go by the configuration, and closes the connection whatever happens.
 *
 * @param more.needsTemporal false: `use` waits for Temporal by itself (default: it must answer first)
 * @throws TemporalUnreachableError with the address, within 5 s, where Temporal is away
 */
export async function withTarget<T>(
  use: (context: TargetContext) => Promise<T>,
  { needsTemporal = true }: { readonly needsTemporal?: boolean } = {},
): Promise<T> {
  const config = loadConfig(process.env)
  const temporal = loadTemporalOptions()
  const { namespace, connectionOptions } = temporal
  const connection = connectClientLazily(temporal)
  try {
    if (needsTemporal) await requireTemporal(connection, temporal)
    const dataConverter = createDataConverter(config.encryption)
    const target = {
      client: new StartClient({ connection, namespace, dataConverter }),
      taskQueue: config.taskQueue,
      deadlineMs: config.startDeadlineMs,
      quarantine: config.quarantine,
      concealKey: concealKeyOf(config.encryption.keys, config.signingKeys),
      log: createLogger(config.logLevel),
    }
    return await use({ config, connection, namespace, address: connectionOptions.address, target })
  } catch (error) {
    throw nameAddress(error, temporal)
  } finally {
    await connection.close()
  }
}
