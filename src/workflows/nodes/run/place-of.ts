import { nodeAttribute, placeAttribute } from '../../../process/node-attribute.ts'
import type { Visit } from './task-run.ts'

/** What `MpoNode` says of a task at this visit. */
export function placeOf({ node, nodeId }: Visit): string {
  return nodeId === undefined ? nodeAttribute(node) : placeAttribute(node, nodeId)
}
