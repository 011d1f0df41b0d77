import { z } from 'zod'
import { mambuDecimal } from '../../src/start-node/mambu-decimal.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { loanApproved } from './loan-approved.ts'

/** Start node of `loan-approved`: paste its direct URL into a Mambu webhook on LOAN_APPROVAL. */
export default startNode<typeof loanApproved>('loan-approved', {
  title: 'Loan approved',
  input: z.object({
    cbs_source: z.string().meta({ mambu: 'mambu' }),
    cbs_account_type: z.literal('loan'),
    cbs_account_id: z.string().min(1).meta({ mambu: '{ACCOUNT_ID}' }),
    cbs_account_key: z.string().min(1).meta({ mambu: '{ENCODED_KEY}' }),
    float_amount: mambuDecimal({ bare: true, positive: true }).meta({ mambu: '{LOAN_AMOUNT}' }),
    currency: z.string().length(3).meta({ mambu: '{ACCOUNT_CURRENCY_CODE}' }),
    cbs_credit_arrangement_id: z.string().optional().meta({ mambu: '{CREDIT_ARRANGEMENT_ID}' }),
  }),
  ref: { pointer: '/cbs_account_id' },
})
