/** Diagrams, and one of them in code as `startnode convert` writes it. Bundled for targets/diagram-worker.ts. */
export * from '../../../src/workflows/index.ts'
export { default } from '../../../src/workflows/index.ts'
export { collectFee } from './collect-fee.ts'
