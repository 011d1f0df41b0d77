import { z } from 'zod'
import { mambuDecimal } from '../../src/start-node/mambu-decimal.ts'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { fourEyesApproval } from './four-eyes-approval.ts'

/**
 * Start node of `four-eyes-approval`: paste its direct URL into a Mambu webhook on LOAN_CREATED, or on SAVINGS_CREATED with
 * `deposit` as account_type and the placeholder of the amount there.
 */
export default startNode<typeof fourEyesApproval>('four-eyes-approval', {
  title: 'Four-eyes approval',
  input: z.object({
    account_type: z.enum(['loan', 'deposit']).meta({ mambu: 'loan' }),
    account_id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
    amount: mambuDecimal({ bare: true, positive: true, decimals: 2 }).meta({ mambu: '{LOAN_AMOUNT}' }),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'is no ISO 4217 code')
      .meta({ mambu: '{ACCOUNT_CURRENCY_CODE}' }),
  }),
  ref: { pointer: '/account_id' },
  refusals: ['rejected', 'expired'],
})
