/**
 * Processes for the campaigns of faults: without a ref, with one whose later events wait, with one that takes them, one that
 * replies, one that moves money and is called back, and one that runs by a schedule.
 */
import { condition, defineSignal, setHandler } from '@temporalio/workflow'
import { DELIVERY_SIGNAL } from '../../../src/process/delivery-signal.ts'
import type { Task } from '../../../src/process/task.ts'
import { apiCall, callbackReference, reply, waitForCallback } from '../../../src/workflows/nodes/index.ts'

export * from '../../../src/workflows/index.ts'

export interface Event {
  readonly ref: string
  readonly n: number
}

/** What came to one task: its own id, then those of the events it was told. */
async function collect(task: Task<Event>): Promise<string[]> {
  const came = [task.taskId]
  let seen = 0
  setHandler(defineSignal<[Task<Event>]>(DELIVERY_SIGNAL), ({ taskId }) => {
    came.push(taskId)
  })
  do seen = came.length
  while (await condition(() => came.length > seen, 400))
  return came
}

export const plainEvents = (task: Task<Event>): Promise<string[]> => Promise.resolve([task.taskId])
export const keptEvents = (task: Task<Event>): Promise<string[]> => collect(task)
export const signalledEvents = (task: Task<Event>): Promise<string[]> => collect(task)

/** Its reply looks like the plain answer, with `echo` beside it. */
export async function repliedEvents({ taskId, data }: Task<Event>): Promise<string[]> {
  await reply('Answer', { body: { request_proc: 'ok', ops: { obj_id: taskId }, echo: data.n } })
  return [taskId]
}

/** An order with a partner, who confirms it by a callback. Gives what was confirmed. */
export async function paidEvents({ taskId, data }: Task<Event>): Promise<number | null> {
  await apiCall('Order', {
    method: 'POST',
    url: '{{env_var[@partner]}}/orders',
    variables: ['partner'],
    allowPrivate: true,
    timeoutMs: 5_000,
    headers: { authorization: 'Bearer campaign' },
    body: { taskId, n: data.n, notify: callbackReference('Wait for the partner') },
  })
  const word = await waitForCallback<{ n: number }>('Wait for the partner', { timeoutMs: 900_000 })
  return word?.n ?? null
}

export const timedEvents = (task: Task<Event>): Promise<string> => Promise.resolve(task.taskId)
