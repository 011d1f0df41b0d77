/** Workflows for the tests of this folder: the engine's own two, and a task that does what it is told. */
import { condition, continueAsNew, defineQuery, defineSignal, setHandler, sleep } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'

export { deliveryRecord } from '../../src/workflows/entities/delivery-record.ts'
export { quarantinedDelivery } from '../../src/workflows/quarantine/quarantined-delivery.ts'

/** Ends when told, or by itself after `data.endsAfterMs`; its result is the task ids that reached it. */
export async function loanApproved(task: Task<{ endsAfterMs?: number }>): Promise<string[]> {
  const taskIds = [task.taskId]
  let told: 'end' | 'continue' | null = null
  setHandler(defineQuery('taskIds'), () => taskIds)
  setHandler(defineSignal<[Task]>('delivery'), ({ taskId }) => void taskIds.push(taskId))
  setHandler(defineSignal('continue'), () => {
    told = 'continue'
  })
  setHandler(defineSignal('end'), () => {
    told = 'end'
  })
  const { endsAfterMs } = task.data
  if (endsAfterMs === undefined) await condition(() => told !== null)
  else if (endsAfterMs > 0) await sleep(endsAfterMs)
  if (told === 'continue') await continueAsNew<typeof loanApproved>(task)
  return taskIds
}
