import type { Json, JsonObject } from '../diagram.ts'
import { type Path, pathOf } from '../language/index.ts'
import { type IndexedDiagram, nodeAt, type Place } from './place.ts'

const MASK = '***'

/**
 * What stays to be seen of a task at its End node: its data where the node says so (`save_task`), auto-clear parameters as `***`
 * (facts: mpo-semantics 49).
 *
 * @returns null: nothing
 */
export function keepData(diagram: IndexedDiagram, place: Place): JsonObject | null {
  if (!nodeAt(diagram, place).savesTask) return null
  const cleared = diagram.params.filter(({ autoClear }) => autoClear)
  return cleared.reduce<JsonObject>((data, { name }) => maskAt(data, name), place.data)
}

/** The data with `***` at a path. */
export function maskAt(data: JsonObject, name: string): JsonObject {
  return maskPath(data, pathOf(name) ?? [name]) as JsonObject
}

/** Names of parameters may be paths; where nothing stands, nothing is put. */
function maskPath(value: Json, path: Path): Json {
  const [step, ...rest] = path
  if (step === undefined) return MASK
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    return items.map((item, at) => (String(at) === String(step) ? maskPath(item, rest) : item))
  }
  if (typeof value !== 'object' || value === null) return value
  const object = value as JsonObject
  const name = String(step)
  return Object.hasOwn(object, name) ? { ...object, [name]: maskPath(object[name] as Json, rest) } : value
}
