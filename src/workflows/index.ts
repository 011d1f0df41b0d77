/** The engine's own workflows; a bundle of processes says `export * from 'startnode/workflows'`. */
export { startnodeSettings } from './settings.ts'
export { deliveryRecord } from './delivery-record.ts'
export { quarantinedDelivery } from './quarantined-delivery.ts'
