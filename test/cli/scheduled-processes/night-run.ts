import type { Task } from '../../../src/process/task.ts'
import { node, waitForSignal } from '../../../src/workflows/nodes/index.ts'
import { failNode } from '../../../src/workflows/nodes/run/fail-node.ts'

export interface NightRun {
  readonly until: 'end' | 'signal' | 'failure'
}

/** Gives back its task; ends, fails, or waits for the signal `end`. */
export async function nightRun(task: Task<NightRun>): Promise<Task<NightRun>> {
  if (task.data.until === 'signal')
    await waitForSignal('Wait for the end', {
      signal: 'end',
      timeoutMs: 60_000,
      read: () => ({ accepted: true }),
    })
  if (task.data.until === 'failure')
    await node('Fail', () => Promise.reject(failNode('bad_night', 'software', 'The night was bad')))
  return task
}
