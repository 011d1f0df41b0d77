import { z } from 'zod'
import { startNode } from '../../../../../src/start-node/start-node.ts'
import type { payFee } from './pay-fee.ts'

export default startNode<typeof payFee>('pay-fee', {
  title: 'Pay fee',
  // Calls, copies and reads by this id reach this process, no longer the diagram
  replaces: 4001,
  input: z.looseObject({
    amount: z.number(),
  }),
})
