import { z } from 'zod'
import { mambuDecimal } from '../../src/start-node/mambu-decimal.ts'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { loanDisbursement } from './loan-disbursement.ts'

/** Start node of `loan-disbursement`: paste its direct URL into a Mambu webhook on LOAN_DISBURSEMENT. */
export default startNode<typeof loanDisbursement>('loan-disbursement', {
  title: 'Loan disbursement',
  input: z.object({
    loan_id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
    transaction_id: mambuText().meta({ mambu: '{TRANSACTION_ID}' }),
    amount: mambuDecimal({ bare: true, positive: true, decimals: 2 }).meta({ mambu: '{TRANSACTION_AMOUNT}' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is no ISO 4217 code')
      .meta({ mambu: '{ACCOUNT_CURRENCY_CODE}' }),
  }),
  // A resend has a new delivery key but the same transaction: it must never be paid again
  deliveryKey: { pointer: '/transaction_id' },
  ref: { pointer: '/transaction_id' },
  find: { loan: '/loan_id' },
})
