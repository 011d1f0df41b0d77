export * from '../../../src/workflows/index.ts'
export { default } from '../../../src/workflows/index.ts'
export { nightRun } from './night-run.ts'
export { withRef } from './with-ref.ts'
