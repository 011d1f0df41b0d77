import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { nightRun } from './night-run.ts'

export default startNode<typeof nightRun>('night-run', {
  title: 'Night run',
  input: z.object({ until: z.enum(['end', 'signal', 'failure']) }),
})
