import { z } from 'zod'
import { startNode } from '../../src/start-node/start-node.ts'
import type { resendFailedWebhooks } from './resend-failed-webhooks.ts'

/** Start node of `resend-failed-webhooks`, for `startnode schedule set resend-failed-webhooks --every 30m`. */
export default startNode<typeof resendFailedWebhooks>('resend-failed-webhooks', {
  title: 'Resend failed webhooks',
  input: z.strictObject({
    max_messages: z.int().min(1).max(1_000).optional(),
    max_resends: z.int().min(1).max(20).optional(),
    days: z.int().min(1).max(90).optional(),
  }),
  refusals: ['blocked', 'refused', 'held'],
})
