import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { signalledEvents } from './index.ts'

export default startNode<typeof signalledEvents>('signalled-events', {
  title: 'Events that the open task of their ref takes',
  input: z.object({ ref: z.string(), n: z.number() }),
  ref: { pointer: '/ref' },
  refInUse: 'signal',
})
