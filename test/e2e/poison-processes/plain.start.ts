import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { plain } from './plain.ts'

export default startNode<typeof plain>('plain', {
  title: 'plain',
  input: z.object({ id: z.string() }),
  ref: { pointer: '/id' },
})
