/** The entries of `extra`, `data`, `res_data` and `response` become data (rules 10 and 11). */
import type { Field, JsonObject } from '../diagram.ts'
import { answer } from './evaluation.ts'
import { type FillOptions, fill } from './fill-in.ts'
import { parseKey } from './grammar/index.ts'
import { writeSteps } from './paths.ts'
import { stepsOf } from './resolve.ts'
import type { Filled, Scope } from './scope.ts'

/**
 * All fields or none. Values and keys see the data from before (`scope.data`); what they give is laid over `onto`, in their
 * order. A key may be a path, `{{name}}` (which is `name`), and hold references, each of which gives (a part of) one step.
 *
 * @param onto what the fields are written into. @default {}
 * @returns what `fillIn` returns for the first field that fails; also `wrong_convert_param` for a key that can't be written
 * @example fillFields([{ key: 'a.b', value: '{{n}}', cast: 'string' }], scope, scope.data)
 */
export function fillFields(
  fields: readonly Field[],
  scope: Scope,
  onto: JsonObject = {},
  options: FillOptions = {},
): Filled<JsonObject> {
  return answer(scope, (evaluation) => {
    const filled = fields.map((field) => {
      const segments = parseKey(field.key)
      return {
        key: field.key,
        path: segments === null ? [field.key] : stepsOf(evaluation, segments, field.key),
        value: fillOrWait(field),
      }
    })
    if (evaluation.needs.length > 0) return onto
    return filled.reduce((data, { key, path, value }) => writeSteps(data, path, value, key), onto)

    /** While something has to be fetched, the other fields are still looked at: one round fetches for all of them. */
    function fillOrWait(field: Field) {
      const before = evaluation.needs.length
      try {
        return fill(evaluation, field.value, field.cast, field.key, options)
      } catch (error) {
        if (evaluation.needs.length > before) return null
        throw error
      }
    }
  })
}
