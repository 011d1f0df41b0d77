/** Two contents of an imported process as one drawing: where the newer one has its nodes, and the removed ones where they were. Pure. */
import { z } from 'zod'
import { WAY_KINDS } from '../../diagram/check/list-ways.ts'
import { CHANGES, compareDiagrams } from '../../diagram/compare/compare-diagrams.ts'
import type { Diagram } from '../../diagram/diagram.ts'
import { labelNode, nameNode } from '../../diagram/name-node.ts'
import { NODE_TYPES, typeOfNode } from '../../diagram/node-type.ts'

export const differenceView = z.object({
  process: z.array(z.string()).describe('Fields of the process itself that differ'),
  nodes: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      type: z.enum(NODE_TYPES),
      name: z.string().describe("MPO's name of what it is"),
      x: z.number(),
      y: z.number(),
      change: z.enum(CHANGES).describe('moved: it only stands elsewhere'),
      fields: z.array(z.string()).describe('Names of the fields that differ; never a value'),
    }),
  ),
  edges: z.array(
    z.object({
      from: z.string(),
      to: z.string(),
      way: z.enum(WAY_KINDS),
      change: z.enum(['added', 'removed', 'same']),
    }),
  ),
})

export type DifferenceView = z.output<typeof differenceView>

/** @example drawDifference(before, after).nodes.filter(({ change }) => change === 'added') */
export function drawDifference(before: Diagram, after: Diagram): DifferenceView {
  const { process, nodes, ways } = compareDiagrams(before, after)
  return {
    process: [...process],
    nodes: nodes.map(({ id, node, change, fields }) => {
      const { isState } = change === 'removed' ? before : after
      return {
        ...{ id, change, x: node.x, y: node.y },
        title: labelNode(node, isState),
        type: typeOfNode(node, isState),
        name: nameNode(node, isState),
        fields: [...fields],
      }
    }),
    edges: [...ways],
  }
}
