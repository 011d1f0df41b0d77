import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { timedEvents } from './index.ts'

export default startNode<typeof timedEvents>('timed-events', {
  title: 'Events of a schedule',
  input: z.object({ ref: z.string(), n: z.number() }),
})
