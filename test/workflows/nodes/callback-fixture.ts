export * from '../../../src/workflows/index.ts'
export * from './calls-fixture.ts'
