/** The engine's own workflows; a bundle of processes says `export * from 'startnode/workflows'`. */

export { callbackRecord } from './callback-record.ts'
export { deliveryRecord } from './delivery-record.ts'
export { quarantinedDelivery } from './quarantined-delivery.ts'
export { startnodeQueue } from './queue.ts'
export { scheduledTask } from './scheduled-task.ts'
export { startnodeSettings } from './settings.ts'
export { startnodeState } from './state.ts'
export { startnodeSum } from './sum.ts'
export { default } from './unknown-process.ts'
