import type { Cast, Json, JsonObject, Operator } from '../../../diagram/diagram.ts'
import { cast, type Filled, holds, pathOf, readPath } from '../../../diagram/language/index.ts'
import { LogicFailed, ReadsNeeded } from '../../../diagram/step/interrupt.ts'
import { failNode } from '../run/fail-node.ts'
import type { Data } from './run.ts'

/** What the language gave. @throws ApplicationFailure with MPO's tag, as the failure of the node */
export function taken<T>(filled: Filled<T>): T {
  if ('needs' in filled) throw failNode('access_denied', 'software', 'It names something outside of the data')
  if (filled.ok) return filled.value
  throw failNode(filled.tag, 'software', filled.description)
}

/** What a step of diagrams gives. @throws ApplicationFailure where its logic would fail */
export function orFail<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof ReadsNeeded) return taken({ needs: error.reads })
    if (!(error instanceof LogicFailed)) throw error
    const { tag, type, description } = error.failure
    throw failNode(tag, type, description)
  }
}

/** As a text: texts as they are, nothing and null as an empty one, the rest as JSON writes it. */
export const text = (value: Json | undefined): string => cast(value, 'string') as string

/** As a number. @throws ApplicationFailure `wrong_convert_param` where it is none, nor a text of one */
export const number = (value: Json | undefined): number => castOrFail(value, 'number') as number

/** As true or false. @throws ApplicationFailure `wrong_convert_param` */
export const boolean = (value: Json | undefined): boolean => castOrFail(value, 'boolean') as boolean

/** As an array. @throws ApplicationFailure `wrong_convert_param` */
export const array = (value: Json | undefined): readonly Json[] =>
  castOrFail(value, 'array') as readonly Json[]

/** As an object. @throws ApplicationFailure `wrong_convert_param` */
export const object = (value: Json | undefined): JsonObject => castOrFail(value, 'object') as JsonObject

function castOrFail(value: Json | undefined, to: Cast): Json {
  const result = cast(value, to)
  if (result !== undefined) return result
  const shown = value === null ? 'null' : text(value).slice(0, 1_000)
  throw failNode('wrong_convert_param', 'software', `Value: ${shown}, Try convert to: ${to}`)
}

/** The value at a path such as `client.name` or `items[0]`; undefined: nothing is there. */
export function at(data: Data, path: string): Json | undefined {
  return readPath(data as JsonObject, pathOf(path) ?? [path])
}

/**
 * Compares as MPO does: both sides are cast to the type of `right`; nothing there, or a value that does not go into that type, is
 * false for every operator.
 *
 * @example if (mpo.is(run.data.amount, 'more', 100)) return 'large'
 */
export function is(left: Json | undefined, operator: Operator, right: Json): boolean {
  if (left === undefined) return false
  const condition = { param: '{{left}}', operator, value: '{{right}}', cast: castOf(right) }
  const scope = { data: { left, right }, root: {}, now: 0, random: () => 0, given: {} }
  return taken(holds([condition], scope))
}

function castOf(value: Json): Cast {
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'number' || type === 'boolean' || type === 'object' ? type : 'string'
}
