/** The whole stack in one process: Temporal's dev server (a child), worker, receiver, and a Mambu stand-in when no Mambu is set. */
import { Client } from '@temporalio/client'
import { type Config, loadConfig } from '../config.ts'
import { seedDemoBank } from '../mambu/bank/demo-bank.ts'
import { type MambuStandIn, startMambuStandIn } from '../mambu/bank/stand-in.ts'
import { loadStartNodes } from '../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../project/project.ts'
import { createSettings } from '../settings/settings-client.ts'
import type { Logger } from '../telemetry/logger.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { connectClientLazily, loadTemporalOptions, type TemporalOptions } from '../temporal/connection.ts'
import { type DevServer, startDevServer } from '../temporal/dev/dev-server.ts'
import { registerSearchAttributes } from '../temporal/search-attributes.ts'
import { drawKeys } from './draw-keys.ts'
import { type RunningWorker, startWorker } from './run-worker.ts'
import { type RunningReceiver, startReceiver } from './server.ts'

/** Where the `temporal` command looks by itself. */
const USUAL_PORT = ':7233'

export interface Stack {
  readonly config: Config
  readonly temporal: TemporalOptions
  /** Base of the Web UI, or null when it is not known. */
  readonly uiUrl: string | null
  /** The temporal command as a user types it here: on PATH, or the installed binary. */
  readonly temporalCommand: string
  readonly client: Client
  readonly receiver: RunningReceiver
  /** Null when MAMBU_BASE_URL names a real Mambu. */
  readonly mambu: MambuStandIn | null
  /** Stops in order: receiver (drains), worker, stand-in, Temporal last. @returns deliveries left in the inbox */
  stop(): Promise<{ left: number }>
}

/**
 * Starts everything.
 *
 * @param env the environment; TEMPORAL_ADDRESS uses that server instead of a dev server
 * @param onProgress one line of progress for a person
 * @throws StartnodeError what is wrong and what to do; everything started so far is stopped again
 */
export async function startStack(options: {
  readonly env: NodeJS.ProcessEnv
  readonly log: Logger
  readonly temporalPort?: number
  readonly uiPort?: number
  onProgress(text: string): void
}): Promise<Stack> {
  const { env, log, onProgress } = options
  const stops: (() => Promise<unknown>)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    drawKeys(env.STATE_DIR || '.startnode')
    const settled = loadConfig(env)
    const startNodes = await loadStartNodes(WORKFLOWS_DIR)

    const devServer = await openTemporal(options, settled)
    if (devServer) stops.push(() => devServer.stop())
    const temporal = loadTemporalOptions(devServer ? { ...env, TEMPORAL_ADDRESS: devServer.address } : env)
    onProgress(
      `Temporal at ${temporal.connectionOptions.address}${devServer?.uiUrl ? `, Web UI ${devServer.uiUrl}` : ''}`,
    )
    if (devServer && !devServer.address.endsWith(USUAL_PORT))
      onProgress(`Elsewhere than usual: tell the temporal command --address ${devServer.address}`)

    const mambu = settled.mambu ? null : await startMambuStandIn({})
    if (mambu) {
      stops.push(() => mambu.stop())
      seedDemoBank(mambu)
      onProgress(`Mambu stand-in at ${mambu.url} (set MAMBU_BASE_URL and MAMBU_API_KEY for the real one)`)
    }
    const config: Config = {
      ...settled,
      temporalUiUrl: settled.temporalUiUrl ?? devServer?.uiUrl ?? null,
      mambu: mambu ? { baseUrl: mambu.url, apiKey: mambu.apiKey } : settled.mambu,
    }

    const connection = connectClientLazily(temporal)
    stops.push(() => connection.close())
    const client = new Client({
      connection,
      namespace: temporal.namespace,
      ...createClientOptions(config.encryption),
    })
    await registerSearchAttributes(connection, temporal.namespace)
    const { created } = await createSettings(client.workflow, { taskQueue: config.taskQueue }).setup()
    if (created) onProgress('Settings created')

    const worker: RunningWorker = await startWorker({ config, temporal, log })
    stops.push(() => worker.stop())
    onProgress(`Worker on task queue ${config.taskQueue}`)
    const receiver = await startReceiver({ config, temporal, startNodes, log })
    let left = 0
    stops.push(async () => {
      left = (await receiver.stop()).left
    })
    onProgress(`Receiver at ${receiver.url}`)
    if (receiver.adminUrl) {
      const who =
        config.admin.users.length > 0 ? '' : ` (user dev, password in ${config.stateDir}/admin-password)`
      onProgress(`Console at ${receiver.adminUrl}/console${who}`)
    }
    return {
      config,
      temporal,
      uiUrl: config.temporalUiUrl,
      temporalCommand: devServer?.binary ?? 'temporal',
      client,
      receiver,
      mambu,
      async stop() {
        await stopAll()
        return { left }
      },
    }
  } catch (error) {
    await stopAll()
    throw error
  }
}

async function openTemporal(
  options: {
    env: NodeJS.ProcessEnv
    log: Logger
    temporalPort?: number
    uiPort?: number
    onProgress(text: string): void
  },
  { stateDir, temporalDevPort }: Config,
): Promise<DevServer | null> {
  if (loadTemporalOptions(options.env).addressConfigured) return null
  return startDevServer({
    stateDir,
    dbFile: `${stateDir}/temporal.db`,
    port: options.temporalPort ?? temporalDevPort,
    ...(options.uiPort === undefined ? {} : { uiPort: options.uiPort }),
    onProgress: options.onProgress,
  })
}
