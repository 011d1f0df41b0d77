import { z } from 'zod'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { ibanLinkage } from './iban-linkage.ts'

/** Start node of `iban-linkage`: paste its direct URL into a Mambu webhook on SAVINGS_CREATED. */
export default startNode<typeof ibanLinkage>('iban-linkage', {
  title: 'IBAN linkage',
  input: z.object({
    account_id: mambuText().meta({ mambu: '{ACCOUNT_ID}' }),
    client_name: mambuText().meta({ mambu: '{CLIENT_NAME}' }),
    set_up: z.enum(['virtual_accounts', 'single_account']).meta({ mambu: 'virtual_accounts' }),
  }),
  ref: { pointer: '/account_id' },
  // The same account again, e.g. resent by hand: its open task is at work, so there is nothing to do.
  refInUse: 'signal',
  refusals: ['failed'],
})
