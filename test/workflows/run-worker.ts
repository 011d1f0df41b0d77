/** A real worker for one test file, with a client for the same namespace. */
import { Client } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import type { SplicedDiagrams } from '../../src/process/diagram/spliced-diagrams.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { WORKER_CACHE } from '../helpers/worker-cache.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

export const NAMESPACE = 'process'

export interface TestWorker {
  readonly client: Client
  readonly taskQueue: string
  stop(): Promise<void>
}

export async function runTestWorker(options: {
  readonly taskQueue: string
  readonly activities: object
  readonly workflowsPath?: string
  readonly maxCachedWorkflows?: number
  /** Default: that of the tests of processes. */
  readonly namespace?: string
  /** Default: none. */
  readonly diagrams?: SplicedDiagrams
}): Promise<TestWorker> {
  const { namespace = NAMESPACE, ...rest } = options
  const log = createLogger('fatal', false)
  installRuntime(log)
  const address = temporalAddress()
  const connection = await NativeConnection.connect({ address })
  const worker = await createStartnodeWorker({
    connection,
    namespace,
    log,
    workflowBundle: await workflowBundle(options.workflowsPath),
    ...WORKER_CACHE,
    ...rest,
  })
  const running = worker.run()
  const clientConnection = openPatientConnection({ address })
  return {
    client: new Client({ connection: clientConnection, namespace }),
    taskQueue: options.taskQueue,
    async stop() {
      worker.shutdown()
      await running
      await clientConnection.close()
      await connection.close()
    },
  }
}
