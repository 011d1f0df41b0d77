import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll } from 'vitest'
import { temporalAddress } from '../helpers/temporal.ts'
import { WORKER_CACHE } from '../helpers/worker-cache.ts'
import { workflowBundle } from '../helpers/workflow-bundle.ts'

export interface RunningWorker {
  /** Ends it; again does nothing. */
  stop(): Promise<void>
}

/** Runs a worker over inbox-workflows.ts until it is stopped, or until the tests of the file are over. */
export async function runWorker(namespace: string, taskQueue: string): Promise<RunningWorker> {
  const connection = await NativeConnection.connect({ address: temporalAddress() })
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue,
    workflowBundle: await workflowBundle(new URL('./inbox-workflows.ts', import.meta.url)),
    ...WORKER_CACHE,
  })
  const running = worker.run()
  let stopping: Promise<void> | null = null
  const stop = async () => {
    worker.shutdown()
    await running
    await connection.close()
  }
  const stopOnce = () => {
    stopping ??= stop()
    return stopping
  }
  afterAll(stopOnce)
  return { stop: stopOnce }
}
