/** Reading and writing by paths; never along a prototype. */
import type { Json, JsonObject } from '../diagram.ts'
import { answer, Unfilled } from './evaluation.ts'
import type { Segment } from './grammar/index.ts'
import { parseKey, staticText } from './grammar/index.ts'
import type { Filled, Path, Scope } from './scope.ts'
import { DEEPEST, isObject, jsonOf } from './values.ts'

/** MPO's bound of an index in a key; in values there is none. */
const LARGEST_INDEX = 100
const INDEX = /^(?:0|[1-9][0-9]{0,14})$/

/** What stands there; undefined: nothing. A text of digits is an index in arrays; objects have own keys only. */
export function readPath(data: Json, path: Path): Json | undefined {
  let value: Json | undefined = data
  for (const step of path) {
    if (Array.isArray(value)) {
      const items = value as readonly Json[]
      value = INDEX.test(String(step)) ? items[Number(step)] : undefined
    } else if (isObject(value) && Object.hasOwn(value, String(step))) value = value[String(step)]
    else return undefined
  }
  return value
}

/** The step that a segment with this text is: digits in brackets are an index. */
export function stepOf({ bracket }: Segment, text: string): string | number {
  return bracket && INDEX.test(text) ? Number(text) : text
}

/**
 * The path in a name such as `a.b[0]`, `a\.b` (one key), as the names of params have it. null: brackets do not close, or a step
 * holds `{{...}}`.
 */
export function pathOf(name: string): Path | null {
  const segments = parseKey(name)
  if (segments === null) return null
  const path: (string | number)[] = []
  for (const segment of segments) {
    const text = staticText(segment)
    if (text === null) return null
    path.push(stepOf(segment, text))
  }
  return path
}

/**
 * The data with the value at the path; what lies beside it stays. A missing step, null or `''` becomes an array before an index,
 * an object before a key; a gap in an array is filled with null.
 *
 * @throws Unfilled (`budget`) where the path is longer than values nest; (`wrong_convert_param`) for an index above 100, and where the path would lead through another value
 */
export function writeSteps(data: JsonObject, path: Path, value: Json, key: string): JsonObject {
  if (path.length > DEEPEST) throw new Unfilled('budget', `a key that leads more than ${DEEPEST} deep`)
  return write(data, path, 0, value, key) as JsonObject
}

function write(onto: Json | undefined, path: Path, at: number, value: Json, key: string): Json {
  const step = path[at]
  if (step === undefined) return value
  const isEmpty = onto === undefined || onto === null || onto === ''
  if (Array.isArray(onto) || (isEmpty && typeof step === 'number')) {
    const items = [...((onto || []) as readonly Json[])]
    if (!INDEX.test(String(step))) throw refused(key, `${jsonOf(step)} is no index of an array`)
    const index = Number(step)
    if (index > LARGEST_INDEX) throw refused(key, `an index in a key is at most ${LARGEST_INDEX}`)
    while (items.length < index) items.push(null)
    items[index] = write(items[index], path, at + 1, value, key)
    return items
  }
  if (isEmpty || isObject(onto)) {
    const object = (onto || {}) as JsonObject
    const name = String(step)
    const old = Object.hasOwn(object, name) ? object[name] : undefined
    // A computed key is an own one, `__proto__` too
    return { ...object, [name]: write(old, path, at + 1, value, key) }
  }
  throw refused(key, `it leads through a ${typeof onto}`)
}

function refused(key: string, why: string): Unfilled {
  return new Unfilled('wrong_convert_param', `Param: ${key}: ${why}`)
}

const NOTHING: Scope = { data: {}, root: {}, now: 0, random: () => 0, given: {} }

/**
 * The data with the value at the key, a path such as `a.b[0]`; references in it are not read.
 *
 * @example writePath({ a: { b: 1 } }, 'a.c[1]', 2) // { ok: true, value: { a: { b: 1, c: [null, 2] } } }
 */
export function writePath(data: JsonObject, key: string, value: Json): Filled<JsonObject> {
  return answer(NOTHING, () => writeSteps(data, pathOf(key) ?? [key], value, key))
}
