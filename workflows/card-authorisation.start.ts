import { z } from 'zod'
import { startNode } from '../src/start-node/start-node.ts'
import type { cardAuthorisation } from './card-authorisation.ts'

/** Start node of `card-authorisation`: its direct URL is the gateway that the card processor asks. */
export default startNode<typeof cardAuthorisation>('card-authorisation', {
  title: 'Card authorisation',
  input: z.object({
    token: z.string().min(1),
    card_token: z.string().min(1),
    amount: z.number().nonnegative(),
    currency_code: z.string().length(3),
    merchant: z.object({ country: z.string().optional() }).optional(),
  }),
  deliveryKey: { pointer: '/token' },
  respond: 'reply',
})
