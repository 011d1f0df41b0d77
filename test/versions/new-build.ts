/** The same process with a step more, behind `patched`; docs/versions.md shows it. */
import { patched } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { delay, node, waitForSignal } from '../../src/workflows/nodes/index.ts'

export * from '../../src/workflows/index.ts'

export async function payoutMade(_task: Task): Promise<string> {
  if (patched('pause-before-payout')) await delay('Pause before the payout', 10)
  await waitForSignal('Wait for the word', { signal: 'go', read: (word) => ({ accepted: word }) })
  return node('Pay', () => 'paid by the new build')
}
