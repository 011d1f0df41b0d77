/**
 * Everything one process needs, in this test's process: Mambu stand-in, receiver with HTTP, inbox, forwarder and admin
 * API, worker with the real activities, settings with open direct URLs. On the real dev server, or on a time-skipping one.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, type WorkflowHandle } from '@temporalio/client'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { drawKeys } from '../../src/boot/draw-keys.ts'
import { startWorker } from '../../src/boot/run-worker.ts'
import { startReceiver } from '../../src/boot/server.ts'
import { loadConfig } from '../../src/config.ts'
import { directUrlPath } from '../../src/direct-url/direct-url.ts'
import { signDirectUrl } from '../../src/keys/signature.ts'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import { refWorkflowId, taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { TRACE_QUERY, type TraceEntry } from '../../src/process/trace.ts'
import { loadProcesses, type Processes } from '../../src/project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../../src/project/project.ts'
import { createSettings } from '../../src/settings/settings-client.ts'
import { type SettingsSnapshot, startNodeState } from '../../src/settings/snapshot.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createClientOptions } from '../../src/temporal/codec/client-letters.ts'
import { connectClientLazily } from '../../src/temporal/connection.ts'
import { registerSearchAttributes, SEARCH_ATTRIBUTE_KINDS } from '../../src/temporal/search-attributes.ts'
import { loadTemporalOptions } from '../../src/temporal/temporal-options.ts'
import { findFreePort } from './free-port.ts'
import { waitFor } from './wait-for.ts'
import { workflowBundle } from './workflow-bundle.ts'

export interface ProcessStackOptions {
  /** Address of the real server (`temporalAddress()` in a test), or a server that skips time. */
  readonly temporal: string | TestWorkflowEnvironment
  /** One of test/helpers/namespaces.ts, of this test file alone, since the settings have a fixed id there. */
  readonly namespace?: string
  /** Processes whose direct URL is switched on. */
  readonly processes: readonly string[]
  /** Variables of the settings by name: an object is kept as json, a text as raw; all of them are secret. */
  readonly variables?: Readonly<Record<string, string | object>>
  /** More of the environment, over what a development machine has. */
  readonly env?: Readonly<Record<string, string>>
  /** What `workflows/` holds. Default: what this project's does. */
  readonly project?: Processes
  /** Where processes are imported to. Default: where this project has its own. */
  readonly workflowsDir?: URL
  /** Of the workflow bundle. Default: the processes of this project. */
  readonly entry?: URL
  /** Nothing is encrypted, for histories that are committed. */
  readonly isPlain?: boolean
  /** Default: one of its own, without loans. */
  readonly mambu?: MambuStandIn
}

/** What the receiver answered. */
export interface Sent {
  readonly status: number
  /** Of the answer; null where it carries none. */
  readonly taskId: string | null
  readonly body: string
}

/** Where a task is found. */
export type TaskAddress = { readonly ref: string } | { readonly taskId: string | null }

export interface ProcessStack {
  readonly mambu: MambuStandIn
  readonly client: Client
  /** Base of the direct URLs. */
  readonly url: string
  readonly taskQueue: string
  /** Of a process whose direct URL is switched on. */
  directUrlOf(process: string): string
  /** Sends a webhook: an object as JSON, a text as it is. Resolves with the answer, whatever it is. */
  send(process: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Sent>
  /** The task, as soon as Temporal has it. */
  taskOf(process: string, address: TaskAddress): Promise<WorkflowHandle>
  /** The result of the task. @throws WorkflowFailedError */
  resultOf<T = unknown>(process: string, address: TaskAddress): Promise<T>
  traceOf(handle: WorkflowHandle): Promise<TraceEntry[]>
  /** The entry of the node, once the task waits there. */
  untilWaiting(handle: WorkflowHandle, node: string): Promise<TraceEntry>
  /** Default: a secret one. */
  setVariable(name: string, value: string | object, secret?: boolean): Promise<void>
  stop(): Promise<void>
}

/**
 * Starts it; allow 60 s (a workflow bundle may have to be made).
 *
 * @example
 * ```ts
 * stack = await startProcessStack({ temporal: temporalAddress(), namespace: 'loan-disbursement', processes: ['loan-disbursement'] })
 * await stack.send('loan-disbursement', { loan_id: 'LN1' }, { 'x-notifications-idempotency-key': randomUUID() })
 * expect(await stack.resultOf('loan-disbursement', { ref: 'LN1' })).toMatchObject({ state: 'settled' })
 * ```
 */
export async function startProcessStack(options: ProcessStackOptions): Promise<ProcessStack> {
  const { namespace = 'default', processes, variables = {} } = options
  const ends: (() => Promise<unknown>)[] = []
  async function stop(): Promise<void> {
    const failures: unknown[] = []
    for (const end of ends.splice(0).reverse()) await end().catch((error) => failures.push(error))
    if (failures.length > 0) throw failures[0]
  }
  try {
    const skipping = typeof options.temporal === 'string' ? null : options.temporal
    const address = typeof options.temporal === 'string' ? options.temporal : options.temporal.address
    const stateDir = await mkdtemp(join(tmpdir(), 'startnode-process-'))
    ends.push(() => rm(stateDir, { recursive: true, force: true }))
    drawKeys(stateDir)
    if (options.isPlain) await rm(join(stateDir, 'encryption-keys'))
    const mambu = options.mambu ?? (await startMambuStandIn({ loans: [] }))
    if (options.mambu === undefined) ends.push(() => mambu.stop())

    const port = await findFreePort()
    const env = {
      STATE_DIR: stateDir,
      PORT: String(port),
      ADMIN_PORT: '0',
      TASK_QUEUE: `processes-${namespace}`,
      INBOX_MAP_BYTES: '67108864',
      MAMBU_BASE_URL: mambu.url,
      MAMBU_API_KEY: mambu.apiKey,
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      ...options.env,
    }
    const config = loadConfig(env)
    const temporal = loadTemporalOptions(env)
    const log = createLogger('fatal', false)
    const connection = connectClientLazily(temporal)
    ends.push(() => connection.close())
    // Not that of the skipping server, which lets time pass while it waits (passTimeUntilEnded)
    const client = new Client({ connection, namespace, ...createClientOptions(config.encryption) })
    if (skipping === null) await registerSearchAttributes(connection, namespace)
    // That server can not list them, and keeps half a task where a start with unknown ones failed
    else await addSearchAttributes(skipping)
    const { taskQueue, signingKeys } = config
    const settings = createSettings(client.workflow, { taskQueue, signingKeys })
    const project = options.project ?? (await loadProcesses(WORKFLOWS_DIR))
    const worker = await startWorker({
      config,
      temporal,
      workflowBundle: await workflowBundle(options.entry, config.encryption),
      processes: project,
      log,
    })
    ends.push(() => worker.stop())

    const change = {
      actor: 'test',
      keys: config.signingKeys,
      encryptionKeys: config.encryption.keys,
    }
    const setVariable: ProcessStack['setVariable'] = async (name, value, secret = true) => {
      await settings.setVariable(
        name,
        typeof value === 'string'
          ? { type: 'raw', secret, value }
          : { type: 'json', secret, value: JSON.stringify(value) },
        change,
      )
    }
    await settings.setup()
    let snapshot: SettingsSnapshot | null = null
    for (const process of processes) snapshot = await settings.enableUrl(process, change)
    for (const [name, value] of Object.entries(variables)) await setVariable(name, value)
    const paths = new Map(
      processes.map((process) => [process, pathOf(process, snapshot, config.signingKeys)]),
    )

    const { startNodes } = project
    const receiver = await startReceiver({
      ...{ config, temporal, startNodes, log },
      ...(options.workflowsDir === undefined ? {} : { workflowsDir: options.workflowsDir }),
    })
    ends.push(() => receiver.stop())
    await receiver.refreshSettings()

    const taskOf: ProcessStack['taskOf'] = async (process, address) => {
      const id = 'ref' in address ? refWorkflowId(process, address.ref) : idOf(process, address.taskId)
      const handle = client.workflow.getHandle(id)
      await waitFor(`${id} is there`, () => handle.describe())
      return handle
    }
    const traceOf: ProcessStack['traceOf'] = (handle) => handle.query<TraceEntry[]>(TRACE_QUERY)
    const directUrlOf = (process: string) => {
      const path = paths.get(process)
      if (path === undefined) throw new Error(`The direct URL of '${process}' is not switched on`)
      return `${receiver.url}${path}`
    }
    return {
      mambu,
      client,
      directUrlOf,
      url: receiver.url,
      taskQueue: config.taskQueue,
      setVariable,
      traceOf,
      taskOf,
      async send(process, body, headers = {}) {
        const answer = await fetch(directUrlOf(process), {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
        })
        const text = await answer.text()
        return {
          status: answer.status,
          body: text,
          taskId: /"obj_id":"([0-9a-f]{24})"/.exec(text)?.[1] ?? null,
        }
      },
      async resultOf<T>(process: string, address: TaskAddress) {
        const task = await taskOf(process, address)
        if (skipping !== null) await passTimeUntilEnded(skipping, task)
        return (await task.result()) as T
      },
      untilWaiting: (handle, node) =>
        waitFor(`the task waits at '${node}'`, async () => {
          const trace = await traceOf(handle)
          const waits = trace.find((entry) => entry.node === node && entry.state === 'waiting')
          if (waits === undefined) throw new Error(`Its trace is ${JSON.stringify(trace)}`)
          return waits
        }),
      stop,
    }
  } catch (error) {
    await stop().catch(() => {})
    throw error
  }
}

/**
 * Hour by hour. The server's own client lets time run until it has the result and says stop: on a busy machine that is
 * years later, when nothing else is to be done, and the settings have ended by themselves.
 */
async function passTimeUntilEnded(server: TestWorkflowEnvironment, task: WorkflowHandle): Promise<void> {
  while ((await task.describe()).status.name === 'RUNNING') await server.sleep('1 hour')
}

async function addSearchAttributes({ connection, namespace }: TestWorkflowEnvironment): Promise<void> {
  const searchAttributes = Object.fromEntries(
    Object.entries(SEARCH_ATTRIBUTE_KINDS).map(([name, { type }]) => [name, type]),
  )
  await connection.operatorService.addSearchAttributes({
    namespace: namespace ?? 'default',
    searchAttributes,
  })
}

function idOf(process: string, taskId: string | null): string {
  if (taskId === null) throw new Error(`The answer carried no obj_id, so there is no task of '${process}'`)
  return taskWorkflowId(process, taskId)
}

function pathOf(process: string, snapshot: SettingsSnapshot | null, keys: readonly Buffer[]): string {
  const generation = snapshot && startNodeState(snapshot, process).generation
  if (!generation || !keys[0]) throw new Error(`The direct URL of '${process}' could not be switched on`)
  return directUrlPath(process, signDirectUrl(keys[0], 'process', process, generation))
}
