import { z } from 'zod'
import { mambuDecimal } from '../../src/start-node/mambu-decimal.ts'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { loanApproved } from './loan-approved.ts'

/** Start node of `loan-approved`: paste its direct URL into a Mambu webhook on LOAN_APPROVAL. */
export default startNode<typeof loanApproved>('loan-approved', {
  title: 'Loan approved',
  input: z.object({
    cbs_source: mambuText().meta({ mambu: 'mambu' }),
    cbs_account_type: z.literal('loan'),
    cbs_account_id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
    cbs_account_key: mambuText().meta({ mambu: '{ENCODED_KEY}' }),
    float_amount: mambuDecimal({ bare: true, positive: true }).meta({ mambu: '{LOAN_AMOUNT}' }),
    currency: mambuText().length(3).meta({ mambu: '{ACCOUNT_CURRENCY_CODE}' }),
    cbs_credit_arrangement_id: mambuText({ optional: true }).meta({ mambu: '{CREDIT_ARRANGEMENT_ID}' }),
  }),
  ref: { pointer: '/cbs_account_id' },
  refusals: ['rejected', 'expired'],
})
