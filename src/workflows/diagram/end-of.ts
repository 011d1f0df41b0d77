import { labelNode } from '../../diagram/name-node.ts'
import { keepData } from '../../diagram/step/keep-data.ts'
import { type IndexedDiagram, nodeAt, type Place } from '../../diagram/step/place.ts'
import type { DiagramResult } from '../../process/diagram/diagram-task.ts'

/**
 * The result of a task at its End node. Its data is kept where the node says so (`save_task`), auto-clear parameters as `***`
 * (facts: mpo-semantics 49).
 */
export function endOf(diagram: IndexedDiagram, place: Place): DiagramResult {
  const node = nodeAt(diagram, place)
  return {
    outcome: node.icon === 'error' ? 'error' : 'success',
    node: { id: node.id, title: labelNode(node, diagram.isState) },
    data: keepData(diagram, place),
  }
}
