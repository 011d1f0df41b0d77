/** Composes the worker process: connection, the project's activities, the engine's, and the worker built from the plugin. */

import { createActivities } from '../activities/index.ts'
import { createProveChange } from './activities/prove-change.ts'
import type { Config } from './config.ts'
import { installRuntime } from './install-runtime.ts'
import type { Logger } from './logger.ts'
import { connectWorker, type TemporalOptions } from './temporal/connection.ts'
import { createStartnodeWorker } from './worker.ts'

/** A worker at work. */
export interface RunningWorker {
  /** Settles when the worker has stopped; rejects when it failed. */
  readonly finished: Promise<void>
  /** Lets running activities finish, then stops. */
  stop(): Promise<void>
}

/** Starts a worker for the processes of this project; waits for Temporal to come up. */
export async function startWorker(options: {
  readonly config: Config
  readonly temporal: TemporalOptions
  readonly log: Logger
}): Promise<RunningWorker> {
  const { config, temporal, log } = options
  installRuntime(log)
  const connection = await connectWorker(temporal, {
    onRetry: (reason) => log.warn({ reason }, 'Temporal is not there yet'),
  })
  const worker = await createStartnodeWorker({
    connection,
    namespace: temporal.namespace,
    taskQueue: config.taskQueue,
    activities: {
      ...createActivities({ mambu: config.mambu }),
      proveChange: createProveChange(config.signingKeys),
    },
    encryption: config.encryption,
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
