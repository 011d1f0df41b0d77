export * from '../../../src/workflows/index.ts'
export { waitsTwice } from '../nodes-fixture.ts'
export * from './calls-fixture.ts'
export * from './continued-fixture.ts'
