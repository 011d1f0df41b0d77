import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { keptEvents } from './index.ts'

export default startNode<typeof keptEvents>('kept-events', {
  title: 'Events that wait while their ref is open',
  input: z.object({ ref: z.string(), n: z.number() }),
  ref: { pointer: '/ref' },
})
