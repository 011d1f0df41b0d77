/** The workflows of this project: one line per process, and the engine's own. */
export * from '../src/workflows/index.ts'
/** Fails a run of a workflow type that is not here, where Temporal would let it hang. */
export { default } from '../src/workflows/index.ts'
export { cardAuthorisation } from './card-authorisation.ts'
export { clientOnboarding } from './client-onboarding.ts'
export { currencyRates } from './currency-rates.ts'
export { dunning } from './dunning.ts'
export { endOfDayExport } from './end-of-day-export.ts'
export { fourEyesApproval } from './four-eyes-approval.ts'
export { ibanLinkage } from './iban-linkage.ts'
export { loanApproved } from './loan-approved.ts'
export { loanDisbursement } from './loan-disbursement.ts'
export { readOnlyWindow } from './read-only-window.ts'
