/** Composes the receiver process: settings, inbox, forwarder and HTTP in. Wires, nothing else; accepts without Temporal. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@temporalio/client'
import type { RunningAdminServer } from './admin/admin-server.ts'
import { createRequestMetrics } from './admin/request-metrics.ts'
import { startAdmin } from './admin/start-admin.ts'
import type { Config } from './config.ts'
import type { AcceptDelivery } from './inbox/delivery.ts'
import type { DeliveryTarget } from './inbox/delivery-target.ts'
import { createDirectAccept } from './inbox/direct-accept.ts'
import { type Forwarder, type ForwarderOptions, startForwarder } from './inbox/forwarder.ts'
import { type Inbox, openInbox } from './inbox/inbox.ts'
import { createReplies } from './inbox/replies.ts'
import type { Logger } from './logger.ts'
import { refWorkflowId, taskWorkflowId } from './process/workflow-id.ts'
import { VERSION } from './project.ts'
import { createQuarantine } from './quarantine/quarantine-client.ts'
import { startHttpServer } from './receiver/http-server.ts'
import { createReceiver } from './receiver/receiver.ts'
import type { ReceiverLog } from './receiver/receiver-log.ts'
import { createRequests } from './receiver/requests.ts'
import { createRequestLog } from './request-log.ts'
import { createSettings } from './start-node/settings-client.ts'
import { startSettingsFeed } from './start-node/settings-feed.ts'
import { startNodeState } from './start-node/snapshot.ts'
import type { StartNode } from './start-node/start-node.ts'
import { createCodecEndpoint } from './temporal/codec/codec-endpoint.ts'
import { createDataConverter } from './temporal/codec/create-data-converter.ts'
import type { TemporalOptions } from './temporal/connection.ts'
import { connectClientLazily } from './temporal/connection.ts'
import { StartClient } from './temporal/start-client.ts'
import { workflowUrl } from './temporal/workflow-url.ts'

/** A receiver at work. */
export interface RunningReceiver {
  readonly url: string
  readonly port: number
  /** Null when the admin API did not start. */
  readonly adminUrl: string | null
  /** Reads the settings now, instead of at the next poll. */
  refreshSettings(): Promise<void>
  /**
   * Stops in order: no new requests, requests in flight finish, the inbox drains for at most `drainMs`
   * (default 5,000), everything closes.
   * @returns deliveries left in the inbox; they go on at the next start
   */
  stop(drainMs?: number): Promise<{ left: number }>
}

/**
 * Starts a receiver.
 *
 * @throws StartnodeError `port_in_use`, `inbox_locked`, `config_invalid`
 * @example const receiver = await startReceiver({ config, temporal: loadTemporalOptions(), startNodes, log })
 */
export async function startReceiver(options: {
  readonly config: Config
  readonly temporal: TemporalOptions
  readonly startNodes: ReadonlyMap<string, StartNode>
  readonly log: Logger
}): Promise<RunningReceiver> {
  const { config, temporal, startNodes, log } = options
  mkdirSync(config.stateDir, { recursive: true })
  const connection = connectClientLazily(temporal)
  const dataConverter = createDataConverter(config.encryption)
  const client = new StartClient({ connection, namespace: temporal.namespace, dataConverter })
  const target: DeliveryTarget = {
    client,
    taskQueue: config.taskQueue,
    deadlineMs: config.startDeadlineMs,
    quarantine: config.quarantine,
    log,
  }
  const inbox =
    config.inbox.mode === 'direct'
      ? null
      : await openInbox({ ...config.inbox, encryption: config.encryption, log })
  const changes = createSettings(client)
  const settings = await startSettingsFeed({
    settings: changes,
    keepFile: join(config.stateDir, 'settings.json'),
    encryption: config.encryption,
    log,
  })
  const replies = createReplies(client)
  const { accept, forwarder } = startAcceptance(config, inbox, target, {
    isPaused: (process) => {
      const snapshot = settings.current()
      return snapshot !== null && startNodeState(snapshot, process).intake.paused
    },
    onOutcome: replies.onOutcome,
  })
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
    signingKeys: config.signingKeys,
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
  const http = await startHttpServer({
    receiver,
    fastPath: config.fastPath,
    port: config.port,
    host: config.host,
    bodyTimeoutMs: config.bodyTimeoutMs,
    readiness: () => {
      const reasons: string[] = []
      if (settings.current() === null)
        reasons.push('no settings yet: run `startnode setup`, or wait for Temporal')
      if (inbox && !inbox.isWritable()) reasons.push('the inbox takes no more deliveries')
      return { ready: reasons.length === 0, reasons }
    },
  })
  log.info(
    { url: http.url, inbox: config.inbox.mode, fastPath: config.fastPath, processes: startNodes.size },
    'receiver ready',
  )

  const admin: RunningAdminServer | null = await startAdmin(
    {
      ...config.admin,
      production: config.production,
      stateDir: config.stateDir,
      trustProxy: config.trustProxy,
      version: VERSION,
    },
    {
      publicUrl: config.publicUrl,
      signingKeys: config.signingKeys,
      encryptionKeys: config.encryption.keys,
      codec: createCodecEndpoint(config.encryption),
      startNodes,
      client: new Client({ connection, namespace: temporal.namespace, dataConverter }),
      connection,
      namespace: temporal.namespace,
      taskQueue: config.taskQueue,
      uiUrl: config.temporalUiUrl,
      settings: changes,
      feed: settings,
      inbox,
      forwarder,
      requests,
      quarantine: createQuarantine(client),
      metrics,
    },
    log,
  )

  return {
    url: http.url,
    port: http.port,
    adminUrl: admin?.url ?? null,
    refreshSettings: () => settings.refresh(),
    async stop(drainMs = 5_000) {
      await admin?.stop()
      await http.stop()
      const left = forwarder ? await forwarder.drain(drainMs) : 0
      await forwarder?.stop()
      await settings.stop()
      await inbox?.close()
      await connection.close()
      log.info(
        { left },
        left > 0 ? 'receiver stopped; the deliveries left go on at the next start' : 'receiver stopped',
      )
      log.flush()
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
