import { z } from 'zod'
import { startNode } from '../../../../../src/start-node/start-node.ts'
import type { rounds } from './rounds.ts'

export default startNode<typeof rounds>('rounds', {
  title: 'Rounds',
  // Calls, copies and reads by this id reach this process, no longer the diagram
  replaces: 6014,
  input: z.looseObject({
    rounds: z.number(),
  }),
  // A sender that waits for the reply says so: Prefer: wait=20
})
