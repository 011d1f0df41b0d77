/** What the answer to an API Call does to the data of the task (facts: mpo-semantics 28 to 30). */

import type { Cast, Field, Json, JsonObject, Logic } from '../diagram.ts'
import type { Path, Scope } from '../language/index.ts'
import { fillFields, fillIn, pathOf, readPath } from '../language/index.ts'
import type { ApiAnswer } from './effect.ts'
import { take } from './interrupt.ts'
import { type IndexedDiagram, type Place, scopeOf, type World } from './place.ts'

const ARRAY = '__conveyor_api_array__'
/** Where mapped values stand while their keys are filled in. */
const MAPPED = '__conveyor_api_mapped__'
/** A text that is one reference into the answer and nothing else. */
const WHOLE = /^\s*\{\{\s*((?:header|body)(?:[.[][^{}]*)?)\s*\}\}\s*$/

/** @throws ReadsNeeded, LogicFailed; then nothing of the answer is laid */
export function layAnswer(
  diagram: IndexedDiagram,
  place: Place,
  logic: Logic,
  answer: ApiAnswer,
  world: World,
): JsonObject {
  const { debug, isImage, body, headers } = answer
  const before = debug === undefined ? place.data : { ...place.data, __conveyor_api_debug__: debug }
  const fields = logic.kind === 'api' ? logic.response : null
  if (fields === null) return { ...before, ...spreadBody(body, isImage === true) }
  return layFields(fields, scopeOf(diagram, place, world, { ...before, header: headers, body }), before)
}

/**
 * Lays what fields make of an answer over the data.
 *
 * @param scope with `header` and `body` in its data
 */
export function layFields(fields: readonly Field[], scope: Scope, before: JsonObject): JsonObject {
  const mapped = fields.map((field) => mapField(field, scope))
  const laid = fields.map(({ key }, at): Field => {
    return { key, value: `{{${MAPPED}[${at}]}}`, cast: castOf(mapped[at] as Json) }
  })
  return take(fillFields(laid, { ...scope, data: { ...scope.data, [MAPPED]: mapped } }, before), 'api')
}

/** What of a body goes over the data as it is. */
export function spreadBody(body: Json, isImage: boolean): JsonObject {
  if (isImage) return { __conveyor_api_image__: body }
  if (Array.isArray(body)) return { [ARRAY]: body }
  return typeof body === 'object' && body !== null ? (body as JsonObject) : {}
}

/** A path that is not there is an empty text, not an error. */
function mapField({ key, value, cast }: Field, scope: Scope): Json {
  const path = WHOLE.exec(value)?.[1]
  if (path === undefined) return take(fillIn(value, cast, scope, { key, missing: 'emptyText' }), 'api')
  const found = readAnswer(scope.data, pathOf(path) ?? [])
  if (found === undefined || found === null || found === '') return ''
  if (cast === 'object' && Array.isArray(found)) return { [ARRAY]: found }
  if (cast === 'array' && !Array.isArray(found) && typeof found === 'object') return [found]
  return take(fillIn('{{found}}', cast, { ...scope, data: { found } }, { key }), 'api')
}

/** Names of headers have no case in HTTP; diagrams write them in any. */
function readAnswer(data: JsonObject, path: Path): Json | undefined {
  const found = readPath(data, path)
  const [part, name, ...rest] = path
  if (found !== undefined || part !== 'header' || name === undefined) return found
  const headers = data.header as JsonObject
  const own = Object.keys(headers).find((key) => key.toLowerCase() === String(name).toLowerCase())
  return own === undefined ? undefined : readPath(headers, [own, ...rest])
}

function castOf(value: Json): Cast {
  if (Array.isArray(value)) return 'array'
  const type = typeof value
  return type === 'object' || type === 'number' || type === 'boolean' ? type : 'string'
}
