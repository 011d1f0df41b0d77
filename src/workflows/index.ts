/** The engine's own workflows; a bundle of processes says `export * from 'startnode/workflows'`. */
export { startnodeSettings } from './settings.ts'
