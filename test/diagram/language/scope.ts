/** A scope with data and nothing else. */
import type { Json, JsonObject } from '../../../src/diagram/diagram.ts'
import { type Filled, fillIn, type Scope } from '../../../src/diagram/language/index.ts'

export function scopeWith(data: JsonObject, more: Partial<Scope> = {}): Scope {
  return { data, root: {}, now: Date.UTC(2026, 5, 13, 10, 0, 0), random: () => 0.5, given: {}, ...more }
}

/** The value that is expected to come out. */
export function valueFrom<T>(filled: Filled<T>): T {
  if ('needs' in filled || !filled.ok) throw new Error(`no value: ${JSON.stringify(filled)}`)
  return filled.value
}

/** What a text with functions gives as string. */
export function evaluate(text: string, data: JsonObject = {}): Json {
  return valueFrom(fillIn(text, 'string', scopeWith(data), { functions: true }))
}
