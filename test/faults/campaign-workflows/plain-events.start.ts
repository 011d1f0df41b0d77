import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { plainEvents } from './index.ts'

export default startNode<typeof plainEvents>('plain-events', {
  title: 'Events without a ref',
  input: z.object({ ref: z.string(), n: z.number(), pad: z.string().optional() }),
})
