/** Processes that `startnode convert` wrote, in a bundle with the engine's workflows. */
export * from '../../../src/workflows/index.ts'
export { default } from '../../../src/workflows/index.ts'
export { payFee } from '../../diagram/convert/written/pay-fee/pay-fee.ts'
export { rounds } from '../../diagram/convert/written/rounds/rounds.ts'
export { score } from '../../diagram/convert/written/score/score.ts'
