import { z } from 'zod'
import { mambuText } from '../../src/start-node/mambu-text.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { readOnlyWindow } from './read-only-window.ts'

/**
 * Start node of `read-only-window`: one direct URL for two Mambu webhooks on DATA_ACCESS_STATE_CHANGED, each with the
 * condition on one state. No placeholder is known that says it, so the payload of each has its own word in `state`.
 */
export default startNode<typeof readOnlyWindow>('read-only-window', {
  title: 'Read-only window',
  // Strict: where a run stands is in the data too, and no sender may say it
  input: z.strictObject({
    state: z.enum(['READ_ONLY', 'READ_WRITE']).meta({ mambu: 'READ_ONLY' }),
    tenant: mambuText().meta({ mambu: 'acmebank' }),
  }),
  ref: { pointer: '/tenant' },
  refInUse: 'signal',
  refusals: ['unfinished'],
})
