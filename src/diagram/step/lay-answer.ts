/** What the answer to an API Call does to the data of the task (facts: mpo-semantics 28 to 30). */

import type { Field, Json, JsonObject, Logic } from '../diagram.ts'
import type { Scope } from '../language/index.ts'
import { fillIn, pathOf, readPath, writePath } from '../language/index.ts'
import type { ApiAnswer } from './effect.ts'
import { take } from './interrupt.ts'
import { type IndexedDiagram, type Place, scopeOf, type World } from './place.ts'

const ARRAY = '__conveyor_api_array__'
/** A text that is one reference into the answer and nothing else. */
const WHOLE = /^\s*\{\{\s*((?:header|body)(?:[.[][^{}]*)?)\s*\}\}\s*$/

export function layAnswer(
  diagram: IndexedDiagram,
  place: Place,
  logic: Logic,
  answer: ApiAnswer,
  world: World,
): JsonObject {
  const { debug, isImage, body, headers } = answer
  const before = debug === undefined ? place.data : { ...place.data, __conveyor_api_debug__: debug }
  const mapped = logic.kind === 'api' ? logic.response : null
  if (mapped === null) return { ...before, ...spreadBody(body, isImage === true) }
  const scope = scopeOf(diagram, place, world, { ...before, header: headers, body })
  return mapped.reduce<JsonObject>(
    (data, field) => take(writePath(data, field.key, mapField(field, scope)), 'api'),
    before,
  )
}

function spreadBody(body: Json, isImage: boolean): JsonObject {
  if (isImage) return { __conveyor_api_image__: body }
  if (Array.isArray(body)) return { [ARRAY]: body }
  return typeof body === 'object' && body !== null ? (body as JsonObject) : {}
}

/** A path of the answer that is not there is an empty text, not an error. */
function mapField({ key, value, cast }: Field, scope: Scope): Json {
  const path = WHOLE.exec(value)?.[1]
  if (path === undefined) return take(fillIn(value, cast, scope, { key }), 'api')
  const found = readPath(scope.data, pathOf(path) ?? [])
  if (found === undefined || found === null || found === '') return ''
  if (cast === 'object' && Array.isArray(found)) return { [ARRAY]: found }
  if (cast === 'array' && !Array.isArray(found) && typeof found === 'object') return [found]
  return take(fillIn(value, cast, scope, { key }), 'api')
}
