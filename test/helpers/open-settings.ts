/** Fresh settings in a namespace of the real server, and workers for them. */
import { randomBytes } from 'node:crypto'
import { WorkflowClient } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { createProveChange } from '../../src/activities/prove-change.ts'
import { createSettings, SETTINGS_WORKFLOW_ID, type Settings } from '../../src/settings/settings-client.ts'
import { completeSnapshot, type PartialSnapshot, type SettingsSnapshot } from '../../src/settings/snapshot.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from './temporal.ts'
import { WORKER_CACHE } from './worker-cache.ts'
import { workflowBundle } from './workflow-bundle.ts'

export const KEYS: readonly Buffer[] = [randomBytes(32)]
export const ENCRYPTION_KEYS: readonly Buffer[] = [randomBytes(32)]

export interface OpenSettings {
  readonly client: WorkflowClient
  readonly settings: Settings
  readonly taskQueue: string
  /** Ends the settings there are and starts others, as someone with access to Temporal could. */
  replace(snapshot?: Partial<PartialSnapshot>): Promise<SettingsSnapshot>
  end(): Promise<void>
  startWorker(options?: { maxCachedWorkflows?: number }): Promise<{ stop(): Promise<void> }>
  close(): Promise<void>
}

export async function openSettings(namespace: string): Promise<OpenSettings> {
  const taskQueue = `settings-${randomBytes(6).toString('hex')}`
  const connection = openPatientConnection({ address: temporalAddress() })
  const client = new WorkflowClient({ connection, namespace })
  const settings = createSettings(client, { taskQueue })
  const stops: (() => Promise<void>)[] = []

  async function end(): Promise<void> {
    await client
      .getHandle(SETTINGS_WORKFLOW_ID)
      .terminate('test')
      .catch(() => {})
  }
  return {
    client,
    settings,
    taskQueue,
    end,
    async replace(snapshot = {}) {
      await end()
      const settingsId = randomBytes(16).toString('hex')
      return settings.restore(completeSnapshot({ settingsId, revision: 0, startNodes: {}, ...snapshot }))
    },
    async startWorker(options = {}) {
      const stop = await runSettingsWorker(namespace, taskQueue, options)
      stops.push(stop)
      return { stop }
    },
    async close() {
      for (const stop of stops) await stop()
      await end()
      await connection.close()
    },
  }
}

async function runSettingsWorker(
  namespace: string,
  taskQueue: string,
  options: { maxCachedWorkflows?: number },
): Promise<() => Promise<void>> {
  installRuntime(createLogger('fatal', false))
  const connection = await NativeConnection.connect({ address: temporalAddress() })
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await workflowBundle(),
    activities: { proveChange: createProveChange(KEYS) },
    ...WORKER_CACHE,
    ...options,
  })
  const running = worker.run()
  let stopped: Promise<void> | undefined
  return () => {
    stopped ??= (async () => {
      worker.shutdown()
      await running
      await connection.close()
    })()
    return stopped
  }
}
