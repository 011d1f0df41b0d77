import { z } from 'zod'
import { startNode } from '../../../src/start-node/start-node.ts'
import type { withRef } from './with-ref.ts'

export default startNode<typeof withRef>('with-ref', {
  title: 'With a ref',
  input: z.looseObject({}),
  ref: { pointer: '/id' },
})
