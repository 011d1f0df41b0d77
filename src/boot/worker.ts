import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type NativeConnection, Runtime, Worker, type WorkflowBundleOption } from '@temporalio/worker'
import { sharedActivities } from '../activities/shared/shared-activities.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import { StartnodePlugin } from '../plugin.ts'
import type { SplicedDiagrams } from '../process/diagram/spliced-diagrams.ts'
import { checkStartNodes } from '../project/check-start-nodes.ts'
import { loadStartNodes } from '../project/load-start-nodes.ts'
import { WORKFLOWS_DIR, WORKFLOWS_INDEX } from '../project/project.ts'
import { spliceDiagrams } from '../project/splice-diagrams.ts'
import { installRuntime } from '../telemetry/install-runtime.ts'
import type { Logger } from '../telemetry/logger.ts'
import { versionOptions, type WorkerVersion } from '../temporal/worker-version.ts'
import { bundleWorkflows } from './bundle/bundle-workflows.ts'
import type { TakenBundle } from './bundle/take-bundle.ts'
import { cutsSafely } from './cuts-safely.ts'
import { guardWorkflows } from './guard-workflows.ts'

export interface StartnodeWorkerOptions {
  readonly connection: NativeConnection
  readonly namespace: string
  readonly taskQueue: string
  /** The project's activities. */
  readonly activities: object
  /** The engine's, beside those of queues, sums and states, which every worker has. Default: none. */
  readonly engineActivities?: object
  /** `Config.encryption`. Default: nothing is encrypted, and what is can not be read. */
  readonly encryption?: Encryption
  /** `Config.workerVersion`: tasks stay with this build (docs/versions.md). Default: not versioned. */
  readonly version?: WorkerVersion | null
  /** Entry of the workflow bundle. Default: `workflows/index` of this project. */
  readonly workflowsPath?: string
  /**
   * The bundle of that entry, made before for a worker with keys or without, as `encryption` has them (`takeBundle`).
   * Default: it is made here, in seconds.
   */
  readonly workflowBundle?: WorkflowBundleOption | TakenBundle
  /** Imported processes, put behind the bundle. Default: none. */
  readonly diagrams?: SplicedDiagrams
  /** Workflow runs kept in memory between their steps; 0 replays at every step (tests). Default 500. */
  readonly maxCachedWorkflows?: number
  /** How long one step of a workflow may last, ms. Default 5,000; 8,000 where a step can't be cut (`cutsSafely`). */
  readonly stepMs?: number
  readonly log: Logger
}

/** What Temporal's SDK has; and what leaves it time to tell Temporal, which waits 10 s for a step. */
const STEP_MS = { cut: 5_000, ended: 8_000 } as const
const NEVER_MS = 3_600_000

/**
 * Makes the worker of this project from `StartnodePlugin`; the caller runs it and shuts it down.
 *
 * A workflow whose step does not end, or uses up the memory, is left alone for a while; the worker goes on (guard-workflows.ts).
 * Activities that still run at shutdown have 10 s, then they are cancelled and Temporal retries them elsewhere.
 *
 * @throws StartnodeError `activity_clash` when the project has an activity by a name of the engine's
 * @throws StartnodeError `start_node_invalid` when a Start node and the workflows of this project do not fit
 * @throws Error when the workflows can't be bundled, or the namespace does not exist
 * @example
 * ```ts
 * installRuntime(log) // before the connection, or the SDK logs by itself
 * const worker = await createStartnodeWorker({ connection, namespace: 'default', taskQueue: 'startnode', activities, log })
 * await worker.run()
 * ```
 */
export async function createStartnodeWorker(options: StartnodeWorkerOptions): Promise<Worker> {
  const { connection, namespace, taskQueue, activities } = options
  installRuntime(options.log)
  if (options.workflowsPath === undefined)
    await checkStartNodes(
      await loadStartNodes(WORKFLOWS_DIR),
      WORKFLOWS_INDEX,
      namesIn(options.workflowBundle),
      WORKFLOWS_DIR,
    )
  const workflowBundle = withDiagrams(options.workflowBundle ?? (await makeBundle(options)), options.diagrams)
  const cuts = cutsSafely()
  const stepMs = options.stepMs ?? (cuts ? STEP_MS.cut : STEP_MS.ended)
  // An option of the SDK's that its types leave out
  const cutAfter = { isolateExecutionTimeout: cuts ? stepMs : NEVER_MS }
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    activities,
    workflowBundle,
    plugins: [
      new StartnodePlugin({
        activities: { ...sharedActivities, ...options.engineActivities },
        encryption: options.encryption ?? null,
      }),
    ],
    ...(options.version ? { workerDeploymentOptions: versionOptions(options.version) } : {}),
    maxCachedWorkflows: options.maxCachedWorkflows ?? 500,
    // Activities wait on HTTP, not on the CPU; workflow steps are CPU, and the receiver may share these cores.
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentWorkflowTaskExecutions: 40,
    shutdownGraceTime: '10 seconds',
    shutdownForceTime: '20 seconds',
    ...cutAfter,
  })
  guardWorkflows(worker, { stepMs, endsThread: !cuts, log: options.log })
  return worker
}

/** Also for the threads that take the place of others: none of them bundles again. */
async function makeBundle({ workflowsPath, encryption }: StartnodeWorkerOptions): Promise<{ code: string }> {
  const { code } = await bundleWorkflows(workflowsPath ?? fileURLToPath(WORKFLOWS_INDEX), {
    sealed: encryption?.configured === true,
    logger: Runtime.instance().logger,
  })
  return { code }
}

/** Diagrams need no bundling: they are text behind the code. */
function withDiagrams(bundle: WorkflowBundleOption, diagrams: SplicedDiagrams = {}): WorkflowBundleOption {
  if (Object.keys(diagrams).length === 0) return bundle
  const code = 'code' in bundle ? bundle.code : readFileSync(bundle.codePath, 'utf8')
  return { code: spliceDiagrams(code, diagrams) }
}

/** What it exports, where that is known. */
function namesIn(bundle: StartnodeWorkerOptions['workflowBundle']): readonly string[] | undefined {
  return bundle !== undefined && 'workflows' in bundle ? bundle.workflows : undefined
}
