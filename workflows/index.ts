/** The workflows of this project: one line per process, and the engine's own. */
export * from '../src/workflows/index.ts'
export { cardAuthorisation } from './card-authorisation.ts'
export { loanApproved } from './loan-approved.ts'
