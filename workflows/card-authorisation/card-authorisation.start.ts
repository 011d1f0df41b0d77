import { z } from 'zod'
import { mambuDecimal } from '../../src/start-node/mambu-decimal.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import type { cardAuthorisation } from './card-authorisation.ts'

/**
 * Start node of `card-authorisation`: its direct URL is the gateway that the card processor asks, and where it sends
 * clearings and reversals. Mambu is not the sender, so no field has a placeholder.
 */
export default startNode<typeof cardAuthorisation>('card-authorisation', {
  title: 'Card authorisation',
  input: z.object({
    type: z.enum(['authorization', 'authorization.clearing', 'authorization.reversal']),
    token: z.string().min(1),
    authorization_token: z.string().min(1),
    card_token: z.string().min(1),
    amount: mambuDecimal({ bare: true, decimals: 2 }).refine(
      (amount) => Number(amount) >= 0,
      'is less than 0',
    ),
    currency_code: z.string().length(3),
    final: z.boolean().optional(),
    // Above what the receiver lets a caller wait by default, the answer would come too late.
    answer_within_ms: z.number().int().min(500).max(9_000).optional(),
    merchant: z
      .object({
        name: z.string().optional(),
        city: z.string().optional(),
        country: z.string().optional(),
        mcc: z.number().int().optional(),
      })
      .optional(),
  }),
  deliveryKey: { pointer: '/token' },
  ref: { pointer: '/authorization_token' },
  refInUse: 'signal',
  respond: 'reply',
  // A card that is declined is everyday business of its holder
  refusals: [],
})
