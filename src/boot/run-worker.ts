/** Composes the worker process: connection, the project's activities, the engine's, and the worker built from the plugin. */

import { join } from 'node:path'
import type { NativeConnection, WorkflowBundleOption } from '@temporalio/worker'
import { createActivities } from '../../activities/index.ts'
import { responseSchemas } from '../../activities/response-schemas.ts'
import { resolveVariables } from '../activities/api-call/resolve-variables.ts'
import { createEngineActivities } from '../activities/index.ts'
import type { Config } from '../config.ts'
import { isStartnodeError, StartnodeError } from '../errors/startnode-error.ts'
import { createPrepareResubmit } from '../forwarder/deliver/prepare-resubmit.ts'
import { createDirectory } from '../process/diagram/process-directory.ts'
import { concealKeyOf } from '../process/ids/conceal-ref.ts'
import { knownProcesses } from '../project/find-processes.ts'
import { spliceable } from '../project/load-diagrams.ts'
import { loadProcesses, type Processes } from '../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../project/project.ts'
import { readAgain } from '../receiver/read-again.ts'
import { followSettings } from '../settings/chain/follow-settings.ts'
import { createSettings } from '../settings/settings-client.ts'
import { WORKER_SETTINGS } from '../settings/settings-file.ts'
import { refInIdOf } from '../start-node/ref-in-id.ts'
import { installRuntime } from '../telemetry/install-runtime.ts'
import type { Logger } from '../telemetry/logger.ts'
import { createDataConverter } from '../temporal/codec/create-data-converter.ts'
import { connectWorker } from '../temporal/connection.ts'
import { requireNamespace } from '../temporal/require-namespace.ts'
import { StartClient } from '../temporal/start-client.ts'
import type { TemporalOptions } from '../temporal/temporal-options.ts'
import { type TakenBundle, takeBundle } from './bundle/take-bundle.ts'
import { cutsSafely } from './cuts-safely.ts'
import { createStartnodeWorker } from './worker.ts'

/** A worker at work. */
export interface RunningWorker {
  /** Settles when the worker has stopped; rejects when it failed. */
  readonly finished: Promise<void>
  /** Lets running activities finish, then stops. */
  stop(): Promise<void>
}

/**
 * Starts a worker for the processes of this project; waits for Temporal to come up, until `signal` is aborted.
 *
 * @throws StartnodeError `bundle_unreadable`, `bundle_stale`: WORKFLOW_BUNDLE is not what the workflows of this project give
 */
export async function startWorker(options: {
  readonly config: Config
  readonly temporal: TemporalOptions
  /** As in `createStartnodeWorker`. Default: that of WORKFLOW_BUNDLE; where that is not set, it is made. */
  readonly workflowBundle?: WorkflowBundleOption | TakenBundle
  /** Default: those of this project. */
  readonly processes?: Processes
  readonly log: Logger
  readonly signal?: AbortSignal
}): Promise<RunningWorker> {
  const { config, temporal, log, signal, processes } = options
  installRuntime(log, config.workerMetricsAddress)
  // One that can't be used is said at once, whether Temporal is there or not
  const workflowBundle = options.workflowBundle ?? takeConfigured(config, log)
  const connection = await connectWorker(temporal, {
    signal,
    onRetry: (reason) => log.warn({ reason }, 'Temporal is not there yet'),
  })
  try {
    return await runWorker(
      {
        config,
        temporal,
        log,
        ...(workflowBundle ? { workflowBundle } : {}),
        ...(processes ? { processes } : {}),
      },
      connection,
    )
  } catch (error) {
    // An open connection would keep a process alive that has nothing left to do.
    await connection.close()
    throw error
  }
}

async function runWorker(
  { config, temporal, workflowBundle, log, processes }: Parameters<typeof startWorker>[0],
  connection: NativeConnection,
): Promise<RunningWorker> {
  const client = new StartClient({
    connection,
    namespace: temporal.namespace,
    dataConverter: createDataConverter(config.encryption),
  })
  tellSeals(config, log)
  if (!cutsSafely())
    log.warn(
      { code: 'node_old', node: process.version },
      'this Node can not cut a workflow step that does not end: its thread is ended instead, and other tasks start again from their history. Use Node 24 (docs/compatibility.md)',
    )
  await requireNamespace(client)
  tellMambu(config, log)
  await assertReadable(client, config)
  const { startNodes, diagrams } = processes ?? (await loadProcesses(WORKFLOWS_DIR))
  const concealKey = concealKeyOf(config.encryption.keys, config.signingKeys)
  const { signingKeys } = config
  const settings = followSettings(createSettings(client, { signingKeys }), {
    signingKeys,
    keepFile: join(config.stateDir, WORKER_SETTINGS),
    encryption: config.encryption,
    atLeast: config.settingsAtLeast,
    log,
  })
  const worker = await createStartnodeWorker({
    connection,
    namespace: temporal.namespace,
    taskQueue: config.taskQueue,
    activities: createActivities({
      mambu: config.mambu && {
        ...config.mambu,
        resolve: resolveVariables(settings, config.encryption.keys),
      },
      exportDir: config.exportDir,
      publicUrl: config.publicUrl,
    }),
    engineActivities: {
      ...createEngineActivities({
        settings,
        signingKeys,
        approvals: config.approvals,
        encryptionKeys: config.encryption.keys,
        responseSchemas,
        callsPerHost: config.apiCallsPerHost,
        diagramPrivateHosts: config.diagramPrivateHosts,
        client,
        publicUrl: config.publicUrl,
        directory: createDirectory(knownProcesses(startNodes, diagrams)),
        refInId: (process, ref) => refInIdOf(startNodes.get(process), ref, concealKey),
      }),
      prepareResubmit: createPrepareResubmit(client, (kept, options) => {
        const startNode = startNodes.get(kept.process)
        if (startNode === undefined) {
          throw new StartnodeError('process_unknown', `The worker has no process '${kept.process}'`)
        }
        return readAgain(kept, startNode, concealKey, options)
      }),
    },
    diagrams: spliceable(diagrams),
    encryption: config.encryption,
    version: config.workerVersion,
    ...(workflowBundle ? { workflowBundle } : {}),
    log,
  })
  const finished = worker.run().finally(() => connection.close())
  log.info({ taskQueue: config.taskQueue, namespace: temporal.namespace }, 'worker ready')
  return {
    finished,
    async stop() {
      if (worker.getState() === 'RUNNING') worker.shutdown()
      await finished
      log.info('worker stopped')
    },
  }
}

function takeConfigured({ workflowBundle, encryption }: Config, log: Logger): TakenBundle | undefined {
  if (workflowBundle === null) return undefined
  const taken = takeBundle(workflowBundle, { sealed: encryption.configured })
  log.info({ file: workflowBundle }, 'workflow bundle taken')
  return taken
}

/** Says at the start how far this worker believes Temporal. */
function tellSeals({ encryption }: Config, log: Logger): void {
  const { configured, acceptUnboundUntil = 0 } = encryption
  if (!configured)
    log.warn(
      'ENCRYPTION_KEYS is not set: whoever reaches the Temporal namespace can run activities, forge results and decide (docs/security.md)',
    )
  else if (acceptUnboundUntil > Date.now())
    log.warn(
      { until: new Date(acceptUnboundUntil).toISOString() },
      'ACCEPT_UNBOUND_UNTIL: what nobody sealed for its place is still accepted (docs/versions.md)',
    )
}

/** A deploy that forgot them looks well, and each task waits at its first call. */
function tellMambu({ mambu }: Config, log: Logger): void {
  if (mambu === null)
    log.warn('MAMBU_BASE_URL is not set: a task waits at its first call to Mambu until a worker has it')
}

/** A worker without the key would fail each task it takes, again and again: better it does not start. */
async function assertReadable(client: StartClient, { signingKeys }: Config): Promise<void> {
  try {
    await createSettings(client, { signingKeys }).look()
  } catch (error) {
    // Whatever else is wrong with them is no matter of the worker.
    if (isStartnodeError(error) && error.code === 'payload_unreadable') throw error
  }
}
