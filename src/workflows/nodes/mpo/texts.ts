import type { Cast, Condition, Field, Json, JsonObject } from '../../../diagram/diagram.ts'
import { fillFields, fillIn, holds as holdsIn, type Scope } from '../../../diagram/language/index.ts'
import type { Data, Run } from './run.ts'
import { taken } from './values.ts'

/** What a cast gives. */
interface Casts {
  readonly string: string
  readonly number: number
  readonly boolean: boolean
  readonly array: readonly Json[]
  readonly object: JsonObject
}

function scopeOf({ task, data }: Run): Scope {
  const root = { task_id: task.taskId, ref: task.ref ?? '' }
  // Nothing that is undefined comes from a diagram, and JSON has none
  return { data: data as JsonObject, root, now: Date.now(), random: Math.random, given: {} }
}

/**
 * A text with `{{...}}` and `$.` functions as a value.
 *
 * @throws ApplicationFailure `wrong_convert_param`, `budget`; `access_denied` for what is not in the data
 * @example const total = mpo.fill(run, '$.math({{amount}} * 2)', 'number')
 */
export function fill<To extends Cast>(run: Run, value: string, to: To): Casts[To] {
  return taken(fillIn(value, to, scopeOf(run), { functions: true })) as Casts[To]
}

/** The same where `$.` means nothing, such as in a reply. */
export function fillPlain<To extends Cast>(run: Run, value: string, to: To): Casts[To] {
  return taken(fillIn(value, to, scopeOf(run))) as Casts[To]
}

/** Whether all conditions hold, as in a Condition node. */
export function holds(run: Run, conditions: readonly Condition[]): boolean {
  return taken(holdsIn(conditions, scopeOf(run)))
}

/** The data with these fields laid over it, as in a Set Parameters node: keys may be paths and hold references. */
export function set<D extends Data>(run: Run<D>, fields: readonly Field[]): D {
  const scope = scopeOf(run)
  // What is laid over it is not in the type, which says what is likely
  return taken(fillFields(fields, scope, scope.data, { functions: true })) as unknown as D
}

/**
 * Fields as data, for what is sent.
 *
 * @param onto what they are written into
 * @param options.functions `$.` functions work in the values, as where a task is copied. Default: they stay text
 */
export function make(
  run: Run,
  onto: Data,
  fields: readonly Field[],
  options: { readonly functions?: boolean } = {},
): JsonObject {
  return taken(fillFields(fields, scopeOf(run), onto as JsonObject, options))
}
