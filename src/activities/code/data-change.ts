import type { Json, JsonObject } from '../../diagram/diagram.ts'
import type { DataChange } from './code-input.ts'

/**
 * What happened to the data of a task between two moments, name by name. Only this goes into the history, not the data.
 *
 * @example computeChange({ a: 1, b: 2 }, { a: 1, c: 3 }) // { set: { c: 3 }, remove: ['b'] }
 */
export function computeChange(before: JsonObject, after: JsonObject): DataChange {
  const changed = Object.entries(after).filter(
    ([name, value]) => !Object.hasOwn(before, name) || !isSame(before[name] as Json, value),
  )
  return {
    set: Object.fromEntries(changed),
    remove: Object.keys(before).filter((name) => !Object.hasOwn(after, name)),
  }
}

/** Another order of the keys is another value: the data goes out as JSON, and somebody may have signed it. */
function isSame(one: Json, other: Json): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
