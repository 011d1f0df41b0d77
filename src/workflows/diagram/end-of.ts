import type { JsonObject } from '../../diagram/diagram.ts'
import { type IndexedDiagram, nodeAt, type Place } from '../../diagram/step/place.ts'
import type { DiagramResult } from '../../process/diagram/diagram-task.ts'
import { labelOf } from './trace-place.ts'

const MASK = '***'

/**
 * The result of a task at its End node. Its data is kept where the node says so (`save_task`), auto-clear parameters as `***`
 * (facts: mpo-semantics 49).
 */
export function endOf(diagram: IndexedDiagram, place: Place): DiagramResult {
  const node = nodeAt(diagram, place)
  return {
    outcome: node.icon === 'error' ? 'error' : 'success',
    node: { id: node.id, title: labelOf(node) },
    data: node.savesTask ? mask(place.data, diagram) : null,
  }
}

function mask(data: JsonObject, { params }: IndexedDiagram): JsonObject {
  const cleared = params.filter(({ autoClear, name }) => autoClear && Object.hasOwn(data, name))
  return { ...data, ...Object.fromEntries(cleared.map(({ name }) => [name, MASK])) }
}
