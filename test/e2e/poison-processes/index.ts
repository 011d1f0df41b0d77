/** Processes that stop their worker, one each way, and one that does not. */
export * from '../../../src/workflows/index.ts'
export { default } from '../../../src/workflows/index.ts'
export { eater } from './eater.ts'
export { loop } from './loop.ts'
export { plain } from './plain.ts'
