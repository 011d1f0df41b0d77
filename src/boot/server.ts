/** Composes the receiver process: the receiver, HTTP in and the admin API. Wires, nothing else; accepts without Temporal. */
import { Client } from '@temporalio/client'
import type { RunningAdminServer } from '../admin/serve/admin-server.ts'
import { startAdmin } from '../admin/start-admin.ts'
import { readExample, VERSION } from '../project/project.ts'
import { createQuarantine } from '../quarantine/quarantine-client.ts'
import { foreseeAnswer } from '../receiver/foresee-answer.ts'
import { startHttpServer } from '../receiver/http/http-server.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { createCodecEndpoint } from '../temporal/codec/codec-endpoint.ts'
import { openReceiver, type ReceiverParts } from './open-receiver.ts'

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
export async function startReceiver(options: ReceiverParts): Promise<RunningReceiver> {
  const { config, temporal, startNodes, log } = options
  const open = await openReceiver(options)
  const { client, connection, settings, feed, inbox, forwarder, requests, metrics } = open
  const http = await startHttpServer({
    receiver: open.receiver,
    fastPath: config.fastPath,
    port: config.port,
    host: config.host,
    bodyTimeoutMs: config.bodyTimeoutMs,
    readiness: open.readiness,
  })
  log.info(
    { url: http.url, inbox: config.inbox.mode, fastPath: config.fastPath, processes: startNodes.size },
    'receiver ready',
  )

  const clientOptions = createClientOptions(config.encryption)
  const clientAs = (identity?: string) =>
    new Client({
      connection,
      namespace: temporal.namespace,
      ...clientOptions,
      ...(identity === undefined ? {} : { identity }),
    })
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
      client: clientAs(),
      clientAs,
      receiver: { ...open.receiver, foresee: foreseeAnswer },
      readExample,
      connection,
      namespace: temporal.namespace,
      taskQueue: config.taskQueue,
      uiUrl: config.temporalUiUrl,
      settings,
      feed,
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
    refreshSettings: open.refreshSettings,
    async stop(drainMs) {
      await admin?.stop()
      await http.stop()
      const { left } = await open.stop(drainMs)
      log.info(
        { left },
        left > 0 ? 'receiver stopped; the deliveries left go on at the next start' : 'receiver stopped',
      )
      log.flush()
      return { left }
    },
  }
}
