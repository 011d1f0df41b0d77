/**
 * The whole stack: receiver, Temporal's dev server and the worker as children, and a Mambu stand-in when no Mambu
 * is set. Temporal and worker come back when they end by themselves; the receiver accepts meanwhile.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { type Config, loadConfig } from '../config.ts'
import { isStartnodeError } from '../errors/startnode-error.ts'
import { seedDemoBank } from '../mambu/bank/demo-bank.ts'
import { type MambuStandIn, startMambuStandIn } from '../mambu/bank/stand-in.ts'
import { loadProcesses } from '../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../project/project.ts'
import { requireFreePort } from '../receiver/http/http-server.ts'
import { createSettings, type Settings } from '../settings/settings-client.ts'
import type { Logger } from '../telemetry/logger.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { connectClientLazily } from '../temporal/connection.ts'
import { type DevServer, lastLines, startDevServer } from '../temporal/dev/dev-server.ts'
import { registerSearchAttributes } from '../temporal/search-attributes.ts'
import { loadTemporalOptions, type TemporalOptions } from '../temporal/temporal-options.ts'
import { followChanges, PROCESSES_FOLDER } from './dev/follow-changes.ts'
import { LiveProcesses } from './dev/live-processes.ts'
import { createLiveWorker } from './dev/live-worker.ts'
import { createFileLooker, digestOfFiles, type Files } from './dev/watch-files.ts'
import { drawKeys } from './draw-keys.ts'
import { type Kept, keepRunning } from './keep-running.ts'
import { type RunningReceiver, startReceiver } from './server.ts'

/** Where the `temporal` command looks by itself. */
const USUAL_PORT = ':7233'

/** Of this project; an installed package has those of its own that is built with it. */
const ACTIVITIES_FOLDER = fileURLToPath(new URL('../../activities', import.meta.url))

type Part = Omit<Parameters<typeof keepRunning>[0], 'onProgress'>

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
  /** Never resolves; rejects when Temporal or the worker does not come back. The rest still runs: stop it. */
  readonly failed: Promise<never>
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
  /** Brings changes of the processes into force while it runs. Default: what is there at the start runs. */
  readonly followsChanges?: boolean
  /** Gives up a start under way; what was started is stopped again. */
  readonly signal?: AbortSignal
  onProgress(text: string): void
}): Promise<Stack> {
  const { env, log, onProgress, signal } = options
  const stops: (() => Promise<unknown>)[] = []
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    drawKeys(env.STATE_DIR || '.startnode')
    // Whoever runs everything on their machine develops there.
    const settled = loadConfig({ ...env, WORKFLOWS_WRITABLE: env.WORKFLOWS_WRITABLE || 'on' })
    const looker = createFileLooker([
      PROCESSES_FOLDER,
      ...(existsSync(ACTIVITIES_FOLDER) ? [ACTIVITIES_FOLDER] : []),
    ])
    const files = looker.look()
    const processes = await loadProcesses(WORKFLOWS_DIR)
    const startNodes = new LiveProcesses(processes.startNodes)
    await requireFreePort(settled)

    const kept: Kept[] = []
    const keep = (part: Part) => {
      const one = keepRunning({ ...part, onProgress })
      kept.push(one)
      stops.push(one.stop)
    }
    const devServer = await openTemporal(options, settled, keep)
    signal?.throwIfAborted()
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
    signal?.throwIfAborted()
    const { signingKeys, taskQueue } = config
    const settings = createSettings(client.workflow, { signingKeys, taskQueue })
    const created = await setUp(settings)
    if (created) onProgress('Settings created')

    const worker = createLiveWorker({
      env: {
        ...env,
        ...(devServer ? { TEMPORAL_ADDRESS: devServer.address } : {}),
        ...(mambu ? { MAMBU_BASE_URL: mambu.url, MAMBU_API_KEY: mambu.apiKey } : {}),
      },
      logLevel: log.level,
      loads: () => loadedBeforehand(looker.look()),
    })
    stops.push(worker.stop)
    keep({ what: 'The worker', first: await worker.start(signal), start: worker.start })
    signal?.throwIfAborted()
    onProgress(`Worker on task queue ${taskQueue}`)
    if (created === null && !config.production) {
      await settings.sign('startnode dev')
      onProgress('Settings of an older version signed')
    }
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
    if (options.followsChanges) {
      const parts = { looker, files, processes, served: startNodes, worker, client, onProgress }
      const follower = await followChanges({ ...parts, stateDir: config.stateDir })
      stops.push(follower.stop)
    }
    const failed = Promise.race(kept.map((part) => part.failed))
    // Who waits for it hears of it
    failed.catch(() => {})
    return {
      config,
      temporal,
      uiUrl: config.temporalUiUrl,
      temporalCommand: devServer?.binary ?? 'temporal',
      client,
      receiver,
      mambu,
      failed,
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

/** @returns whether they were created; null: they are of an older version and not signed */
async function setUp(settings: Settings): Promise<boolean | null> {
  try {
    return (await settings.setup()).created
  } catch (error) {
    // The worker has to be there first.
    if (isStartnodeError(error) && error.code === 'settings_unsigned') return null
    throw error
  }
}

/** The dev server, which comes back where it was, with its tasks; null where TEMPORAL_ADDRESS names a server. */
async function openTemporal(
  options: {
    env: NodeJS.ProcessEnv
    log: Logger
    temporalPort?: number
    uiPort?: number
    signal?: AbortSignal
    onProgress(text: string): void
  },
  { stateDir, temporalDevPort }: Config,
  keep: (part: Part) => void,
): Promise<DevServer | null> {
  if (loadTemporalOptions(options.env).addressConfigured) return null
  const asked = {
    stateDir,
    dbFile: `${stateDir}/temporal.db`,
    port: options.temporalPort ?? temporalDevPort,
    ...(options.uiPort === undefined ? {} : { uiPort: options.uiPort }),
    onProgress: options.onProgress,
  }
  const server = await startDevServer({ ...asked, ...(options.signal ? { signal: options.signal } : {}) })
  keep({
    what: 'Temporal',
    first: server,
    start: (signal) => {
      const { port, uiPort, binary } = server
      return startDevServer({ ...asked, port, uiPort, binary, signal })
    },
    lastWords: () => lastLines(server.logFile),
  })
  return server
}

/** What a worker has loaded before it is started: the activities, and which file the workflows begin with. */
function loadedBeforehand(files: Files): string {
  const names = [...files.digests.keys()]
  const indexes = names.filter((name) => /^[^/]+\/index\.[jt]s$/.test(name))
  const holds = ['.start.', '.conv.json'].map((part) => names.some((name) => name.includes(part)))
  return [digestOfFiles(files, (path) => path.startsWith('activities/')), ...indexes, ...holds].join()
}
