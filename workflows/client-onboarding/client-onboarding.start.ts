import { z } from 'zod'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { clientOnboarding } from './client-onboarding.ts'

/**
 * Start node of `client-onboarding`: paste its direct URL into Mambu webhooks on CLIENT_CREATED and CLIENT_ACTIVITY. Only
 * the id comes with them; the rest is read from Mambu, so that a late or repeated webhook can't bring an old name.
 */
export default startNode<typeof clientOnboarding>('client-onboarding', {
  title: 'Client onboarding',
  input: z.object({ client_id: mambuText().meta({ mambu: '{CLIENT_ID}' }) }),
  ref: { pointer: '/client_id' },
  refInUse: 'signal',
  refusals: ['rejected', 'expired'],
})
