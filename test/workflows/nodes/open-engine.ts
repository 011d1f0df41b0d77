/** A worker with the engine's own activities on a real server, and settings a test decides. */
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import type { WorkflowHandle } from '@temporalio/client'
import { WorkflowFailedError } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { createEngineActivities } from '../../../src/activities/index.ts'
import { sealText } from '../../../src/keys/sealed-text.ts'
import { completeSnapshot, type SettingsSnapshot } from '../../../src/settings/snapshot.ts'
import { installRuntime } from '../../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../../src/telemetry/logger.ts'
import {
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_SINCE,
  MPO_TASK_ID,
} from '../../../src/temporal/search-attributes.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { makeTask } from '../make-task.ts'
import { NAMESPACE, runTestWorker, type TestWorker } from '../run-worker.ts'

export const SIGNING_KEYS = [randomBytes(32)]
const ENCRYPTION_KEYS = [randomBytes(32)]
export const SECRET = 'tok-5ecret-9'

function snapshotOf(variables: Readonly<Record<string, object>>): SettingsSnapshot {
  return completeSnapshot({
    settingsId: 's',
    revision: 1,
    startNodes: {},
    aliases: {
      double: { title: 'Double', process: 'doubles', generation: null, accepted: [] },
      loose: { title: 'Loose', process: null, generation: null, accepted: [] },
    },
    variables: Object.fromEntries(
      Object.entries(variables).map(([name, value], index) => [
        name,
        {
          id: index + 1,
          type: 'json',
          secret: true,
          value: sealText(ENCRYPTION_KEYS, JSON.stringify(value)),
        },
      ]),
    ),
  })
}

export interface Engine extends TestWorker {
  /** Starts a task of a process as the forwarder does. */
  start(
    process: string,
    data: unknown,
    ref?: string,
  ): Promise<WorkflowHandle & { readonly taskId: string; readonly firstRunId: string }>
}

export async function openEngine(
  taskQueue: string,
  options: {
    /** The bundle entry: a file beside this one, or a URL. */
    readonly workflows: string | URL
    readonly publicUrl?: string
    readonly variables?: Readonly<Record<string, object>>
  },
): Promise<Engine> {
  const snapshot = snapshotOf(options.variables ?? { bank: { token: SECRET } })
  installRuntime(createLogger('fatal', false))
  const connection = await NativeConnection.connect({ address: temporalAddress() })
  const client = new StartClient({ connection, namespace: NAMESPACE })
  const worker = await runTestWorker({
    taskQueue,
    workflowsPath: fileURLToPath(new URL(options.workflows, import.meta.url)),
    activities: createEngineActivities({
      settings: { read: async () => snapshot },
      signingKeys: SIGNING_KEYS,
      encryptionKeys: ENCRYPTION_KEYS,
      client,
      publicUrl: options.publicUrl ?? 'http://127.0.0.1:1',
    }),
  })
  return {
    ...worker,
    async start(process, data, ref) {
      const task = makeTask(process, data, ref ?? null)
      const workflowId = ref === undefined ? `${process}/t/${task.taskId}` : `${process}/r/${ref}`
      const type = process.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
      const handle = await worker.client.workflow.start(type, {
        workflowId,
        taskQueue,
        args: [task],
        memo: { first: task.taskId },
        workflowExecutionTimeout: '1 minute',
        typedSearchAttributes: [
          { key: MPO_PROCESS, value: process },
          { key: MPO_TASK_ID, value: task.taskId },
          { key: MPO_NODE, value: 'Start' },
          { key: MPO_SINCE, value: new Date() },
          ...(ref === undefined ? [] : [{ key: MPO_REF, value: ref }]),
        ],
      })
      return Object.assign(handle, { taskId: task.taskId, firstRunId: handle.firstExecutionRunId })
    },
    async stop() {
      await worker.stop()
      await connection.close()
    },
  }
}

/** What a task failed of. */
export async function causeOf(handle: WorkflowHandle): Promise<Error | undefined> {
  const error = await handle.result().catch((caught: unknown) => caught)
  if (error instanceof WorkflowFailedError) return error.cause
  throw new Error(`It did not fail: ${JSON.stringify(error)}`)
}
