/** Workflows for the tests of this folder: the engine's own two, and a task that continues as new when told. */
import { condition, continueAsNew, defineSignal, setHandler } from '@temporalio/workflow'

export { deliveryRecord } from '../../src/workflows/delivery-record.ts'
export { quarantinedDelivery } from '../../src/workflows/quarantined-delivery.ts'

export async function loanApproved(): Promise<void> {
  let next = false
  setHandler(defineSignal('continue'), () => {
    next = true
  })
  await condition(() => next)
  await continueAsNew()
}
