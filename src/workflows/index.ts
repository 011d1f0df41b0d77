/** The engine's own workflows; a bundle of processes says `export * from 'startnode/workflows'`. */

export { callbackRecord } from './entities/callback-record.ts'
export { deliveryRecord } from './entities/delivery-record.ts'
export { startnodeAlerts } from './entities/node-alerts.ts'
export { startnodeQueue } from './entities/queue.ts'
export { scheduledTask } from './entities/scheduled-task.ts'
export { startnodeState } from './entities/state.ts'
export { startnodeSum } from './entities/sum.ts'
export { quarantinedDelivery } from './quarantine/quarantined-delivery.ts'
export { startnodeSettings } from './settings/settings.ts'
export { default } from './unknown-process.ts'
