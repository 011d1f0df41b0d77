import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { eater } from './eater.ts'

export default startNode<typeof eater>('eater', {
  title: 'eater',
  input: z.object({ id: z.string() }),
  ref: { pointer: '/id' },
})
