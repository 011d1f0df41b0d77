/** Processes for the stress of identities: without a ref, with one whose later events wait, and with one that takes them. */
import { condition, defineSignal, setHandler } from '@temporalio/workflow'
import { DELIVERY_SIGNAL } from '../../../src/process/delivery-signal.ts'
import type { Task } from '../../../src/process/task.ts'

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
