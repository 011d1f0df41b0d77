import { z } from 'zod'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { dunning } from './dunning.ts'

/**
 * Start node of `dunning`: one direct URL for three Mambu webhooks (ACCOUNT_IN_ARREARS, REPAYMENT_REMINDER,
 * LOAN_REPAYMENT). Mambu's bodies carry no event name, so the payload of each has its own word in `event`.
 */
export default startNode<typeof dunning>('dunning', {
  title: 'Dunning',
  input: z.object({
    event: z
      .enum(['ACCOUNT_IN_ARREARS', 'REPAYMENT_REMINDER', 'LOAN_REPAYMENT'])
      .meta({ mambu: 'ACCOUNT_IN_ARREARS' }),
    loan_id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
    client_id: mambuText({ optional: true }).meta({ mambu: '{CLIENT_ID}' }),
  }),
  ref: { pointer: '/loan_id' },
  find: { client: '/client_id' },
  refInUse: 'signal',
})
