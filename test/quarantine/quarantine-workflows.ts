/** Workflows for the tests of this folder: the engine's own two, and a task that stays open until told. */
import { condition, defineSignal, setHandler } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'

export { deliveryRecord } from '../../src/workflows/entities/delivery-record.ts'
export { quarantinedDelivery } from '../../src/workflows/quarantine/quarantined-delivery.ts'

export async function depositMade(task: Task): Promise<Task> {
  let told = false
  setHandler(defineSignal('end'), () => {
    told = true
  })
  await condition(() => told)
  return task
}
