/** Composes the receiver process: the receiver, HTTP in and the admin API. Wires, nothing else; accepts without Temporal. */
import { startHttpServer } from '../receiver/http/http-server.ts'
import { openAcceptance } from './open-acceptance.ts'
import type { ReceiverParts } from './receiver-contract.ts'

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
  const { config, startNodes, log } = options
  const acceptance = await openAcceptance(options)
  const http = await startHttpServer({
    receiver: acceptance.receiver,
    fastPath: config.fastPath,
    port: config.port,
    host: config.host,
    bodyTimeoutMs: config.bodyTimeoutMs,
    readiness: acceptance.readiness,
  })
  log.info(
    { url: http.url, inbox: config.inbox.mode, fastPath: config.fastPath, processes: startNodes.size },
    'receiver ready',
  )

  // Temporal's client and the admin API are most of what there is to load, and no webhook waits for them.
  const open = await acceptance.connect().catch(async (error: unknown) => {
    await http.stop()
    throw error
  })
  const { openAdmin } = await import('./open-admin.ts')
  const admin = await openAdmin(options, open)

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
