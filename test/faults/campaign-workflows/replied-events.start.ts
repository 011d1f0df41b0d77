import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { repliedEvents } from './index.ts'

export default startNode<typeof repliedEvents>('replied-events', {
  title: 'Events whose senders wait for a reply',
  input: z.object({ ref: z.string(), n: z.number() }),
  respond: 'reply',
})
