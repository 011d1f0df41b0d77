/** Runs one task of a process of this project for a test: a real worker on the test server, the activities as they are. */
import { randomUUID } from 'node:crypto'
import { Client } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import { pino } from 'pino'
import { createActivities } from '../../activities/index.ts'
import { createStartnodeWorker } from '../../src/boot/worker.ts'
import { workflowTypeOf } from '../../src/process/ids/process-id.ts'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import { taskWorkflowId } from '../../src/process/ids/workflow-id.ts'
import type { Task } from '../../src/process/task.ts'
import { installRuntime } from '../../src/telemetry/install-runtime.ts'
import { temporalAddress } from './temporal.ts'
import { WORKER_CACHE } from './worker-cache.ts'
import { workflowBundle } from './workflow-bundle.ts'

/**
 * Starts a task with `data` and returns its result.
 *
 * @param process process id, e.g. `loan-approved`
 * @param data the body of the webhook, as parsed
 * @param options.activities the activities of the worker (default: the project's, without a Mambu)
 * @throws WorkflowFailedError when the task fails
 * @example expect(await runProcess('deposit-made', { account_id: 'ACC-1' })).toEqual({ account_id: 'ACC-1' })
 */
export async function runProcess(
  process: string,
  data: unknown,
  options: { readonly activities?: object; readonly ref?: string } = {},
): Promise<unknown> {
  const taskQueue = `run-process-${randomUUID()}`
  const log = pino({ level: 'silent' })
  installRuntime(log)
  const connection = await NativeConnection.connect({ address: temporalAddress() })
  try {
    const worker = await createStartnodeWorker({
      connection,
      namespace: 'default',
      taskQueue,
      workflowBundle: await workflowBundle(),
      activities: options.activities ?? createActivities({ mambu: null }),
      log,
      ...WORKER_CACHE,
    })
    const taskId = taskIdOf(process, null)
    const task: Task = {
      process,
      version: null,
      taskId,
      ref: options.ref ?? null,
      data,
      delivery: {
        key: null,
        receivedAt: new Date().toISOString(),
        method: 'POST',
        contentType: 'application/json',
        format: 'json',
      },
    }
    const client = new Client({ connection })
    return await worker.runUntil(
      client.workflow.execute(workflowTypeOf(process), {
        workflowId: taskWorkflowId(process, taskId),
        taskQueue,
        args: [task],
      }),
    )
  } finally {
    await connection.close()
  }
}
