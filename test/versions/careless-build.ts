/** The step more without `patched`: what a deploy must not do. */
import type { Task } from '../../src/process/task.ts'
import { delay, node, waitForSignal } from '../../src/workflows/nodes/index.ts'

export async function payoutMade(_task: Task): Promise<string> {
  await delay('Pause before the payout', 10)
  await waitForSignal('Wait for the word', { signal: 'go', read: (word) => ({ accepted: word }) })
  return node('Pay', () => 'paid by the new build')
}
