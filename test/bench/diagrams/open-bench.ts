/** A Temporal in memory, a bank that answers at once, and workers of their own processes that run diagrams. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, type WorkflowHandle } from '@temporalio/client'
import { DefaultLogger } from '@temporalio/worker'
import { bundleWorkflows } from '../../../src/boot/bundle/bundle-workflows.ts'
import { refWorkflowId, taskWorkflowId } from '../../../src/process/ids/workflow-id.ts'
import { loadDiagrams } from '../../../src/project/load-diagrams.ts'
import { openPatientConnection } from '../../../src/temporal/patient-connection.ts'
import {
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_SINCE,
  MPO_TASK_ID,
  registerSearchAttributes,
} from '../../../src/temporal/search-attributes.ts'
import { type Child, plainEnv, startChild } from '../../helpers/child-process.ts'
import { startOutsideServer } from '../../helpers/outside-server.ts'
import { startOwnTemporal } from '../../helpers/own-temporal.ts'
import { TYPESCRIPT } from '../../helpers/typescript.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { makeTask } from '../../workflows/make-task.ts'

/** The diagrams that are measured. */
export const DIAGRAMS = fileURLToPath(new URL('../../fixtures/diagrams/bench', import.meta.url))
const WORKER = fileURLToPath(new URL('../targets/diagram-worker.ts', import.meta.url))
const ENTRY = fileURLToPath(new URL('../targets/diagram-workflows.ts', import.meta.url))
const READY_WITHIN_MS = 240_000

export type TaskData = Readonly<Record<string, string | number>>

export interface BenchWorker {
  readonly pid: number
  /** Starts a task as the forwarder does: with attributes, and the version of its diagram. */
  start(process: string, data: TaskData, ref?: string): Promise<WorkflowHandle>
  stop(): Promise<void>
}

export interface DiagramBench {
  readonly client: Client
  /** What a task that collects a fee needs to know of the bank. */
  readonly bank: { readonly bank: string; readonly token: string }
  /** For files of this bench; removed with it. */
  readonly folder: string
  /** @param diagrams folder of the diagrams it runs */
  addWorker(diagrams: string): Promise<BenchWorker>
  stop(): Promise<void>
}

export async function openDiagramBench(): Promise<DiagramBench> {
  const ends: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const folder = await mkdtemp(join(tmpdir(), 'startnode-bench-'))
    ends.push(() => rm(folder, { recursive: true, force: true }))
    const bundle = join(folder, 'bundle.js')
    await writeFile(
      bundle,
      (await bundleWorkflows(ENTRY, { sealed: false, logger: new DefaultLogger('ERROR') })).code,
    )
    const token = randomUUID()
    const bank = await startOutsideServer(token, () => ({ status: 200, body: { id: 1, accepted: true } }))
    ends.push(() => bank.stop())
    const temporal = await startOwnTemporal(folder, { namespace: 'default', inMemory: true })
    ends.push(() => temporal.end())
    const { address } = temporal
    const connection = openPatientConnection({ address })
    ends.push(() => connection.close())
    // A server reads which namespaces there are every few seconds
    const register = async () => (await registerSearchAttributes(connection, 'default')).missing.length === 0
    await waitFor('the namespace has its search attributes', register)
    const client = new Client({ connection })
    return {
      client,
      folder,
      bank: { bank: bank.url, token },
      async addWorker(diagrams) {
        const worker = await startWorker({ client, address, bundle, diagrams })
        ends.push(() => worker.stop())
        return worker
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startWorker(on: {
  readonly client: Client
  readonly address: string
  readonly bundle: string
  readonly diagrams: string
}): Promise<BenchWorker> {
  const taskQueue = `bench-${randomUUID()}`
  const diagrams = await loadDiagrams(new URL(`file://${on.diagrams}/`))
  const args = [...TYPESCRIPT, WORKER, on.address, taskQueue, on.bundle, on.diagrams]
  const child: Child = startChild(args, { env: plainEnv() })
  await waitFor(
    'the worker is ready',
    () => {
      if (!child.isRunning()) throw new Error(child.stderr())
      return child.stdout().includes('ready')
    },
    READY_WITHIN_MS,
  )
  return {
    pid: child.pid,
    start(process, data, ref) {
      const version = diagrams.get(process)?.version ?? null
      const task = { ...makeTask(process, data, ref ?? null), version }
      return on.client.workflow.start(version === null ? 'collectFee' : process, {
        workflowId: ref === undefined ? taskWorkflowId(process, task.taskId) : refWorkflowId(process, ref),
        taskQueue,
        args: [task],
        typedSearchAttributes: [
          { key: MPO_PROCESS, value: process },
          { key: MPO_TASK_ID, value: task.taskId },
          { key: MPO_NODE, value: 'Start' },
          { key: MPO_SINCE, value: new Date() },
          ...(ref === undefined ? [] : [{ key: MPO_REF, value: ref }]),
        ],
      })
    },
    stop: async () => void (await child.end()),
  }
}
