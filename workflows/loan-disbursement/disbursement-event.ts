/** What the webhook on LOAN_DISBURSEMENT sends. */
export interface LoanDisbursement {
  readonly loan_id: string
  /** Id of the disbursement; also the ref of the task and its delivery key: each tranche is paid once, for ever. */
  readonly transaction_id: string
  /** A decimal; a number where the template has it without quotes. */
  readonly amount: string | number
  /** ISO 4217. */
  readonly currency: string
}
