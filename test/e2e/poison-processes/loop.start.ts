import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { loop } from './loop.ts'

export default startNode<typeof loop>('loop', {
  title: 'loop',
  input: z.object({ id: z.string() }),
  ref: { pointer: '/id' },
})
