import { z } from 'zod'
import { startNode } from '../src/start-node/start-node.ts'
import type { loanApproved } from './loan-approved.ts'

/** Start node of `loan-approved`: paste its direct URL into a Mambu webhook on LOAN_APPROVAL. */
export default startNode<typeof loanApproved>('loan-approved', {
  title: 'Loan approved',
  input: z.object({
    cbs_source: z.string(),
    cbs_account_type: z.literal('loan'),
    cbs_account_id: z.string().min(1),
    cbs_account_key: z.string().min(1),
    float_amount: z.number().positive(),
    currency: z.string().length(3),
    cbs_credit_arrangement_id: z.string().optional(),
  }),
  ref: { pointer: '/cbs_account_id' },
})
