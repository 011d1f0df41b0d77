import type { Diagram } from '../diagram.ts'
import { type IndexedDiagram, indexDiagram } from './place.ts'

/** Never changed once they are parsed, so all tasks of a worker share them. */
const parsed = new Map<string, IndexedDiagram>()

/**
 * A diagram from its text, parsed once.
 *
 * @param key names the text: process and version
 * @param text canonical form as JSON
 */
export function parseDiagram(key: string, text: string): IndexedDiagram {
  const known = parsed.get(key)
  if (known !== undefined) return known
  const diagram = indexDiagram(JSON.parse(text) as Diagram)
  parsed.set(key, diagram)
  return diagram
}
