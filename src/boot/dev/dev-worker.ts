/** What the worker of `startnode dev` does: it starts with the processes as they are now, and replays open tasks with them. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import { DefaultLogger, type Logger as SdkLogger } from '@temporalio/worker'
import { type Config, loadConfig } from '../../config.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { workflowTypeOf } from '../../process/ids/process-id.ts'
import { checkStartNodes } from '../../project/check-start-nodes.ts'
import { spliceable } from '../../project/load-diagrams.ts'
import { loadProcesses, type Processes } from '../../project/load-start-nodes.ts'
import { WORKFLOWS_DIR, WORKFLOWS_INDEX } from '../../project/project.ts'
import { spliceDiagrams } from '../../project/splice-diagrams.ts'
import { createLogger } from '../../telemetry/logger.ts'
import { createClientOptions } from '../../temporal/codec/client-letters.ts'
import { connectClientLazily } from '../../temporal/connection.ts'
import { loadTemporalOptions, type TemporalOptions } from '../../temporal/temporal-options.ts'
import { describeBundleError } from '../bundle/describe-bundle-error.ts'
import { type LiveBundle, takeOrMakeBundle } from '../bundle/keep-bundle.ts'
import { listHistories, replayHistories } from '../bundle/replay-histories.ts'
import { type RunningWorker, startWorker } from '../run-worker.ts'
import type { ReplayedTasks } from './child-messages.ts'
import { withFormer } from './former-contents.ts'

export interface DevWorker {
  readonly worker: RunningWorker
  /** Of `FromWorker`: the digests of the processes in code. */
  readonly code: Readonly<Record<string, string | null>>
  replay(processes: readonly string[], most: number): Promise<ReplayedTasks[]>
}

/**
 * Starts a worker with the processes that are on the disk now.
 *
 * @throws StartnodeError `start_node_invalid` with file and line of what is wrong with them
 */
export async function startDevWorker(options: {
  readonly env: NodeJS.ProcessEnv
  readonly logLevel: string
}): Promise<DevWorker> {
  const log = createLogger(options.logLevel, true)
  const config = loadConfig(options.env)
  const temporal = loadTemporalOptions(options.env)
  const processes = await withFormer(config.stateDir, await loadProcesses(WORKFLOWS_DIR))
  // Says more of what is wrong than a bundler, and sooner
  await checkStartNodes(processes.startNodes, WORKFLOWS_INDEX, undefined, WORKFLOWS_DIR)
  // One that was made beforehand is the worker's to take, or to refuse
  const bundle = config.workflowBundle === null ? await bundleOf(config) : null
  const worker = await startWorker({
    config,
    temporal,
    processes,
    log,
    ...(bundle ? { workflowBundle: { code: bundle.code } } : {}),
  })
  return {
    worker,
    code: Object.fromEntries(codeDigests(processes, bundle)),
    replay: async (ids, most) =>
      bundle === null ? [] : replayOpen({ config, temporal, bundle, processes }, ids, most),
  }
}

async function bundleOf({ stateDir, encryption }: Config): Promise<LiveBundle> {
  const heard: string[] = []
  const logger: SdkLogger = new DefaultLogger('ERROR', ({ message }) => heard.push(message))
  const entry = fileURLToPath(WORKFLOWS_INDEX)
  const sealed = encryption.configured
  try {
    return await takeOrMakeBundle(join(stateDir, 'dev', 'workflow-bundle.json'), { entry, sealed, logger })
  } catch (error) {
    const why = describeBundleError(heard) ?? String(error)
    throw new StartnodeError('start_node_invalid', `The workflows can not be bundled: ${why}`, {
      cause: error,
    })
  }
}

function codeDigests({ startNodes }: Processes, bundle: LiveBundle | null): [string, string | null][] {
  const inCode = [...startNodes.values()].filter(({ diagram }) => diagram === null)
  return inCode.map(({ process }) => {
    const files = ['ts', 'js'].flatMap((ending) => [
      `${process}.${ending}`,
      `${process}/${process}.${ending}`,
    ])
    return [process, bundle?.digestOf((path) => files.includes(path)) ?? null]
  })
}

async function replayOpen(
  parts: {
    readonly config: Config
    readonly temporal: TemporalOptions
    readonly bundle: LiveBundle
    readonly processes: Processes
  },
  ids: readonly string[],
  most: number,
): Promise<ReplayedTasks[]> {
  const { config, temporal, bundle, processes } = parts
  const connection = connectClientLazily(temporal)
  const { namespace } = temporal
  const client = new Client({ connection, namespace, ...createClientOptions(config.encryption) })
  const code = spliceDiagrams(bundle.code, spliceable(processes.diagrams))
  try {
    const done: ReplayedTasks[] = []
    for (const process of ids) {
      const query = `WorkflowType = '${workflowTypeOf(process)}' AND ExecutionStatus = 'Running'`
      const histories = listHistories(client, query, most)
      done.push({ process, ...(await replayHistories(code, histories, config.encryption)) })
    }
    return done
  } finally {
    await connection.close()
  }
}
