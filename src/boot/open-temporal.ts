/**
 * All of a receiver that speaks to Temporal: its clients, the settings, the forwarder. A module of its own, because it is
 * loaded when deliveries are accepted already: half of what a receiver loads is Temporal's client.
 */
import type { Connection } from '@temporalio/client'
import { awaitTaskReply } from '../forwarder/await-task-reply.ts'
import type { DeliveryTarget } from '../forwarder/deliver/delivery-target.ts'
import { createDirectAccept } from '../forwarder/direct-accept.ts'
import { startForwarder } from '../forwarder/forwarder.ts'
import type { Forwarder, ForwarderOptions } from '../forwarder/forwarder-contract.ts'
import type { AwaitReply } from '../forwarder/replies.ts'
import type { AcceptDelivery } from '../inbox/delivery.ts'
import type { Inbox } from '../inbox/inbox-contract.ts'
import { concealKeyOf } from '../process/ids/conceal-ref.ts'
import { sightingOf } from '../settings/chain/seen-settings.ts'
import { createSettings, type Settings } from '../settings/settings-client.ts'
import type { SettingsFeed } from '../settings/settings-feed.ts'
import { createDataConverter } from '../temporal/codec/create-data-converter.ts'
import { connectClientLazily } from '../temporal/connection.ts'
import { StartClient } from '../temporal/start-client.ts'
import { forwardLeftOver } from './processes/forward-left-over.ts'
import { findLeftOver } from './processes/place-process.ts'
import type { ReceiverParts } from './receiver-contract.ts'

/** What the accepting half gives. */
export type TemporalUser = Required<Pick<ForwarderOptions, 'isPaused' | 'onOutcome'>> & {
  /** Null: deliveries are accepted into Temporal directly. */
  readonly inbox: Inbox | null
  /** The settings that the receiver goes by; no change may leave them behind. */
  readonly known: SettingsFeed['known']
}

export interface TemporalSide {
  readonly client: StartClient
  readonly connection: Connection
  readonly settings: Settings
  /** For what goes on while deliveries are accepted. */
  readonly steadySettings: Settings
  /** Null with an inbox, which accepts by itself. */
  readonly accept: AcceptDelivery | null
  /** Null without an inbox. */
  readonly forwarder: Forwarder | null
  readonly awaitReply: AwaitReply
  close(): Promise<void>
}

/** Connects at the first call; what waits in the inbox goes to Temporal from now on. */
export function openTemporal(
  { config, temporal, log }: Omit<ReceiverParts, 'startNodes'>,
  { inbox, known, ...more }: TemporalUser,
): TemporalSide {
  const { signingKeys } = config
  const connection = connectClientLazily(temporal)
  const dataConverter = createDataConverter(config.encryption)
  const { namespace } = temporal
  const client = new StartClient({ connection, namespace, dataConverter })
  // What goes on while deliveries are accepted: forwarding them and following the settings.
  const steady = connectClientLazily(temporal, config.startDeadlineMs)
  const steadyClient = new StartClient({ connection: steady, namespace, dataConverter })
  const target: DeliveryTarget = {
    client: steadyClient,
    taskQueue: config.taskQueue,
    deadlineMs: config.startDeadlineMs,
    quarantine: config.quarantine,
    concealKey: concealKeyOf(config.encryption.keys, config.signingKeys),
    log,
  }
  const leftOver =
    inbox &&
    forwardLeftOver({
      dirs: findLeftOver(config.inbox.dir, config.inbox.processes ?? 1),
      target,
      encryption: config.encryption,
      keepForwarded: config.inbox.keepForwarded,
      log,
      ...more,
    })
  return {
    client,
    connection,
    settings: createSettings(client, {
      signingKeys,
      atLeast: config.settingsAtLeast,
      seen() {
        const settings = known()
        return settings === null ? [] : [sightingOf(settings)]
      },
    }),
    steadySettings: createSettings(steadyClient, { signingKeys }),
    accept: inbox ? null : createDirectAccept(target, config.startDeadlineMs, more),
    forwarder:
      inbox && startForwarder({ inbox, target, concurrency: config.forwarderConcurrency, log, ...more }),
    awaitReply: (...call) => awaitTaskReply(client, ...call),
    async close() {
      await leftOver?.stop()
      await steady.close()
      await connection.close()
    },
  }
}
