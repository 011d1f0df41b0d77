/** The engine's own workflows; a bundle of processes says `export * from 'startnode/workflows'`. */

export { deliveryRecord } from './delivery-record.ts'
export { quarantinedDelivery } from './quarantined-delivery.ts'
export { startnodeSettings } from './settings.ts'
