/** Processes with one node each; bundled in place of workflows/index.ts to count what a node costs. */
import type { StateKey } from '../../../src/process/ids/shared-names.ts'
import type { Task } from '../../../src/process/task.ts'
import {
  continueTask,
  node,
  readState,
  readSum,
  reply,
  setState,
  sum,
  waitForSignal,
} from '../../../src/workflows/nodes/index.ts'

export * from './shared-fixture.ts'

export async function addsOnce({ data }: Task<{ name: string }>): Promise<void> {
  await sum('Count', data.name, 1)
}

export async function readsSum({ data }: Task<{ name: string }>): Promise<void> {
  await readSum('Read', data.name)
}

export async function setsOnce({ data }: Task<StateKey>): Promise<void> {
  await setState('Remember', data, 1)
}

export async function readsState({ data }: Task<StateKey>): Promise<void> {
  await readState('Read', data)
}

export async function repliesOnce(_task: Task): Promise<void> {
  await node('Think', () => {})
  await reply('Answer', { body: 1 })
}

export async function waitsForWord(task: Task<{ timeoutMs?: number }>): Promise<void> {
  await waitForSignal('Wait', { signal: 'word', read: (word) => ({ accepted: word }), ...task.data })
}

export async function continuesOnce(task: Task<'again' | null>): Promise<void> {
  if (task.data === null) await continueTask(task, 'again')
}
