export * from '../../../src/workflows/index.ts'
export * from './calls-fixture.ts'
export { ordersEarly } from './continued-fixture.ts'
