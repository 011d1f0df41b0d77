import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { paidEvents } from './index.ts'

export default startNode<typeof paidEvents>('paid-events', {
  title: 'Events that move money and are called back',
  input: z.object({ ref: z.string(), n: z.number() }),
})
