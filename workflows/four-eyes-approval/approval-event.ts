/** What the webhooks on LOAN_CREATED and SAVINGS_CREATED send. */
export interface FourEyesApproval {
  readonly account_type: 'loan' | 'deposit'
  /** Id of the account; also the ref of the task. */
  readonly account_id: string
  /** A decimal; a number where the template has it without quotes. */
  readonly amount: string | number
  /** ISO 4217. */
  readonly currency: string
}
