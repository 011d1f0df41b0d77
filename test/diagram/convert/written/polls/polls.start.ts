import { z } from 'zod'
import { startNode } from '../../../../../src/start-node/start-node.ts'
import type { polls } from './polls.ts'

export default startNode<typeof polls>('polls', {
  title: 'Polls',
  // Calls, copies and reads by this id reach this process, no longer the diagram
  replaces: 6013,
  input: z.record(z.string(), z.json()),
})
