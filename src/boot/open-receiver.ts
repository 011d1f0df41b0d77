/**
 * The receiver without a listener: settings, inbox, forwarder and the core, for `startReceiver` and for an Express app of
 * one's own. Wires, nothing else; accepts without Temporal.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from '@temporalio/client'
import type { Config } from '../config.ts'
import type { DeliveryTarget } from '../forwarder/deliver/delivery-target.ts'
import { createDirectAccept } from '../forwarder/direct-accept.ts'
import { startForwarder } from '../forwarder/forwarder.ts'
import type { Forwarder, ForwarderOptions } from '../forwarder/forwarder-contract.ts'
import { createReplies } from '../forwarder/replies.ts'
import type { AcceptDelivery } from '../inbox/delivery.ts'
import { type Inbox, openInbox } from '../inbox/inbox.ts'
import { startReleasing } from '../inbox/release-stuck.ts'
import { refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import { createReceiver, type Receiver } from '../receiver/receiver.ts'
import type { ReceiverLog } from '../receiver/receiver-log.ts'
import { createRequestMetrics, type RequestMetrics } from '../requests/request-metrics.ts'
import { createRequests, type Requests } from '../requests/requests.ts'
import { sightingOf } from '../settings/chain/seen-settings.ts'
import { createSettings, type Settings } from '../settings/settings-client.ts'
import { type SettingsFeed, startSettingsFeed } from '../settings/settings-feed.ts'
import { startNodeState } from '../settings/snapshot.ts'
import type { StartNode } from '../start-node/start-node.ts'
import type { Logger } from '../telemetry/logger.ts'
import { createRequestLog } from '../telemetry/request-log.ts'
import { createDataConverter } from '../temporal/codec/create-data-converter.ts'
import { connectClientLazily, type TemporalOptions } from '../temporal/connection.ts'
import { StartClient } from '../temporal/start-client.ts'
import { workflowUrl } from '../temporal/workflow-url.ts'

export interface ReceiverParts {
  /** `loadConfig(process.env)`. */
  readonly config: Config
  /** `loadTemporalOptions()`. */
  readonly temporal: TemporalOptions
  /** By process id: `loadStartNodes(...)`. */
  readonly startNodes: ReadonlyMap<string, StartNode>
  /** `createLogger(...)`, or any pino logger. */
  readonly log: Logger
}

/** A receiver that waits to be mounted. */
export interface OpenReceiver {
  /** For `receiverRouter`. */
  readonly receiver: Receiver
  /** Whether it can accept now, and why not: for a load balancer. */
  readiness(): {
    readonly ready: boolean
    readonly reasons: string[]
    /** What somebody must look at although it accepts. */
    readonly alarms: string[]
  }
  /** Reads the settings now, instead of at the next poll (1.5 s). */
  refreshSettings(): Promise<void>
  /**
   * Drains the inbox for at most `drainMs` (default 5,000) and closes everything; close your own listener before.
   * @returns deliveries left in the inbox; they go on at the next start
   */
  stop(drainMs?: number): Promise<{ left: number }>

  /** What the admin API shows. */
  readonly client: StartClient
  readonly connection: Connection
  readonly settings: Settings
  readonly feed: SettingsFeed
  readonly inbox: Inbox | null
  readonly forwarder: Forwarder | null
  readonly requests: Requests
  readonly metrics: RequestMetrics
}

/**
 * Opens a receiver for an Express app of your own; deliveries go to Temporal from now on.
 *
 * @throws StartnodeError `inbox_locked`, `config_invalid`
 * @example
 * ```ts
 * const open = await openReceiver({ config: loadConfig(process.env), temporal: loadTemporalOptions(), startNodes, log })
 * app.use(receiverRouter(open.receiver))
 * ```
 */
export async function openReceiver({
  config,
  temporal,
  startNodes,
  log,
}: ReceiverParts): Promise<OpenReceiver> {
  mkdirSync(config.stateDir, { recursive: true })
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
    log,
  }
  const inbox =
    config.inbox.mode === 'direct'
      ? null
      : await openInbox({ ...config.inbox, encryption: config.encryption, log })
  const { signingKeys } = config
  const settings = startSettingsFeed({
    settings: createSettings(steadyClient, { signingKeys }),
    signingKeys,
    keepFile: join(config.stateDir, 'settings.json'),
    encryption: config.encryption,
    atLeast: config.settingsAtLeast,
    log,
  })
  const changes = createSettings(client, {
    signingKeys,
    atLeast: config.settingsAtLeast,
    seen() {
      const known = settings.known()
      return known === null ? [] : [sightingOf(known)]
    },
  })
  const replies = createReplies(client)
  const { accept, forwarder } = startAcceptance(config, inbox, target, {
    isPaused: (process) => {
      const snapshot = settings.current()
      return snapshot !== null && startNodeState(snapshot, process).intake.paused
    },
    onOutcome: replies.onOutcome,
  })
  const stopReleasing = inbox && startReleasing({ inbox, log })
  const requests = createRequests()
  const metrics = createRequestMetrics()
  const lines = createRequestLog(log)
  const requestLog: ReceiverLog = {
    request(row) {
      lines.request(row)
      requests.request(row)
      metrics.request(row)
    },
  }
  const receiver = createReceiver({
    settings,
    startNodes,
    signingKeys,
    encryptionKeys: config.encryption.keys,
    accept,
    maxBodyBytes: config.maxBodyBytes,
    onAcceptedUse: settings.countUse,
    trustProxy: config.trustProxy,
    expectReply: replies.expect,
    taskUrl: ({ process, taskId, ref, refInId }) =>
      config.temporalUiUrl === null
        ? null
        : workflowUrl(
            config.temporalUiUrl,
            temporal.namespace,
            ref === null ? taskWorkflowId(process, taskId) : refWorkflowId(process, refInId ?? ref),
            null,
          ),
    log: requestLog,
  })

  return {
    receiver,
    client,
    connection,
    settings: changes,
    feed: settings,
    inbox,
    forwarder,
    requests,
    metrics,
    refreshSettings: () => settings.refresh(),
    readiness() {
      const reasons: string[] = []
      const { alarm } = settings.status()
      if (settings.current() === null)
        reasons.push(alarm?.message ?? 'no settings yet: run `startnode setup`, or wait for Temporal')
      if (inbox && !inbox.isWritable()) reasons.push('the inbox takes no more deliveries')
      const ready = reasons.length === 0
      return { ready, reasons, alarms: ready && alarm ? [alarm.message] : [] }
    },
    async stop(drainMs = 5_000) {
      stopReleasing?.()
      const left = forwarder ? await forwarder.drain(drainMs) : 0
      await forwarder?.stop()
      await settings.stop()
      await inbox?.close()
      await steady.close()
      await connection.close()
      return { left }
    },
  }
}

function startAcceptance(
  config: Config,
  inbox: Inbox | null,
  target: DeliveryTarget,
  more: Required<Pick<ForwarderOptions, 'isPaused' | 'onOutcome'>>,
): { accept: AcceptDelivery; forwarder: Forwarder | null } {
  if (inbox === null) {
    return { accept: createDirectAccept(target, config.startDeadlineMs, more), forwarder: null }
  }
  const { log } = target
  const options = { inbox, target, concurrency: config.forwarderConcurrency, ...more }
  return { accept: inbox.accept, forwarder: startForwarder(log ? { ...options, log } : options) }
}
