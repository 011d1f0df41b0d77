/** Reads `extra` and its twins: entries that become values once they are filled in. */
import type { Cast, Field } from '../diagram.ts'
import { type JsonValue, sliceOf, textOf } from './json-value.ts'
import { parseJson } from './parse-json.ts'
import { note, type Reading } from './reading.ts'

/** Names of types as exports, docs and hands write them. */
const CASTS: Readonly<Record<string, Cast>> = {
  string: 'string',
  text: 'string',
  str: 'string',
  number: 'number',
  integer: 'number',
  int: 'number',
  float: 'number',
  boolean: 'boolean',
  bool: 'boolean',
  array: 'array',
  list: 'array',
  object: 'object',
  json: 'object',
}

/** The type of a value; a missing one is text. */
export function readCast(reading: Reading, value: JsonValue | undefined): Cast {
  const name = textOf(value).trim().toLowerCase()
  if (value === undefined || name === '') return 'string'
  const cast = Object.hasOwn(CASTS, name) ? CASTS[name] : undefined
  if (cast !== undefined) return cast
  note(
    reading,
    'type_unknown',
    value,
    `The type '${name.slice(0, 40)}' is none of string, number, boolean, array, object`,
  )
  return 'string'
}

/** The members of an object, or of a text that holds one as JSON; [] when it is missing or an empty list. */
export function membersOf(
  reading: Reading,
  value: JsonValue | undefined,
): readonly (readonly [string, JsonValue])[] {
  if (value === undefined || value.kind === 'null') return []
  if (value.kind === 'object') return [...value.members]
  if (value.kind === 'array' && value.items.length === 0) return []
  if (value.kind === 'string') {
    if (value.value.trim() === '') return []
    const inner = parseJson(value.value)
    // The places of the text within are places of nothing here: what is in it stands where the text stands.
    if ('value' in inner && inner.value.kind === 'object')
      return [...inner.value.members].map(([key, member]) => [key, moveTo(member, value)])
  }
  note(
    reading,
    'logic_invalid',
    value,
    'An object of names and values was expected here: export the process anew',
  )
  return []
}

/** The same value, at the place of the text that holds it. */
function moveTo(member: JsonValue, { text, start, end }: JsonValue): JsonValue {
  return { kind: 'string', value: textOf(member), text, start, end }
}

/**
 * Reads entries with their types. A value that is no text is taken as its JSON, of its own type where none is named.
 *
 * @param name as the export calls it, e.g. `extra`
 */
export function readFields(
  reading: Reading,
  name: string,
  values: JsonValue | undefined,
  types: JsonValue | undefined,
): Field[] {
  const casts = new Map(membersOf(reading, types))
  const entries = membersOf(reading, values)
  const fields = entries.map(([key, value]): Field => {
    const type = casts.get(key)
    if (value.kind === 'string') return { key, value: value.value, cast: readCast(reading, type) }
    note(
      reading,
      'value_literal',
      value,
      `${name}: '${show(key)}' is no text but ${value.kind}: it is taken as its JSON`,
    )
    const cast = type === undefined && value.kind !== 'null' ? value.kind : readCast(reading, type)
    return { key, value: value.kind === 'null' ? '' : sliceOf(value), cast }
  })
  const missing = entries.filter(([key]) => !casts.has(key)).map(([key]) => key)
  const more = [...casts.keys()].filter((key) => !entries.some(([known]) => known === key))
  if (values !== undefined && missing.length + more.length > 0)
    note(
      reading,
      'types_differ',
      values,
      [
        missing.length > 0 ? `${name}: no type is named for ${list(missing)}: taken as text` : '',
        more.length > 0 ? `${name}: there is a type but no value for ${list(more)}` : '',
      ]
        .filter((part) => part !== '')
        .join('; '),
    )
  return fields
}

const show = (key: string) => (key.length > 60 ? `${key.slice(0, 60)}...` : key)
const list = (keys: readonly string[]) =>
  keys
    .slice(0, 5)
    .map((key) => `'${show(key)}'`)
    .join(', ') + (keys.length > 5 ? ` and ${keys.length - 5} more` : '')
