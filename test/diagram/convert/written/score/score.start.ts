import { z } from 'zod'
import { startNode } from '../../../../../src/start-node/start-node.ts'
import type { score } from './score.ts'

export default startNode<typeof score>('score', {
  title: 'Score',
  // Calls, copies and reads by this id reach this process, no longer the diagram
  replaces: 5002,
  input: z.looseObject({
    amount: z.number(),
  }),
  // A sender that waits for the reply says so: Prefer: wait=20
})
