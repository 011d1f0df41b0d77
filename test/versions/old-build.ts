/** A process as the first build has it. */
import type { Task } from '../../src/process/task.ts'
import { node, waitForSignal } from '../../src/workflows/nodes/index.ts'

export * from '../../src/workflows/index.ts'
export * from './long-watch.ts'

export async function payoutMade(_task: Task): Promise<string> {
  await waitForSignal('Wait for the word', { signal: 'go', read: (word) => ({ accepted: word }) })
  return node('Pay', () => 'paid by the old build')
}
