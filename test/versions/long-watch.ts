/** A process that continues as new, the same in both builds; it gives the build that ended it. */
import { workflowInfo } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import { continueTask, waitForSignal } from '../../src/workflows/nodes/index.ts'

export async function longWatch(task: Task<number>): Promise<string | undefined> {
  await waitForSignal('Wait for the word', { signal: 'go', read: (word) => ({ accepted: word }) })
  if (task.data > 0) return continueTask(task, task.data - 1)
  return workflowInfo().currentDeploymentVersion?.buildId
}
