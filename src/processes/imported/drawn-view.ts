/** A diagram as doors give it to who draws it. */
import { z } from 'zod'
import { WAY_KINDS } from '../../diagram/check/list-ways.ts'
import { NODE_TYPES } from '../../diagram/node-type.ts'

/** What a node has only where an export drew it. */
export const exportedNode = {
  type: z.enum(NODE_TYPES).optional().describe('What it is in MPO'),
  name: z.string().optional().describe("MPO's name of that"),
  x: z.number().optional().describe('Where the export drew it'),
  y: z.number().optional(),
}

export const nodeKind = z.enum(['start', 'step', 'wait', 'end'])

/** Why a task goes it; missing in a process in code. */
export const wayKind = z.enum(WAY_KINDS).optional()

export const drawnView = z.object({
  nodes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      kind: nodeKind,
      within: z.null(),
      place: z.string().describe('What `MpoNode` says of a task that waits there'),
      ...exportedNode,
    }),
  ),
  edges: z.array(z.object({ from: z.string(), to: z.string(), count: z.number(), way: wayKind })),
})

export type DrawnView = z.output<typeof drawnView>
