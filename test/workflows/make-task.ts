import { randomUUID } from 'node:crypto'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import type { Task } from '../../src/process/task.ts'

/** A task as the forwarder starts it. */
export function makeTask<Data>(process: string, data: Data, ref: string | null = null): Task<Data> {
  const key = randomUUID()
  return {
    process,
    version: null,
    taskId: taskIdOf(process, key),
    ref,
    data,
    delivery: {
      key,
      receivedAt: new Date().toISOString(),
      method: 'POST',
      contentType: 'application/json',
      format: 'json',
    },
    keysByTask: true,
  }
}
