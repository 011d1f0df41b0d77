import type { Semaphor } from '../diagram.ts'
import { firstOf, type JsonValue, memberOf, numberOf, sliceOf, textOf } from './json-value.ts'
import { note, type Reading } from './reading.ts'

/** Seconds of each unit that the editor shows. */
const SECONDS: Readonly<Record<string, number>> = { sec: 1, min: 60, hour: 3_600, day: 86_400 }

/** Reads a guard of a node: of time or of count. */
export function readSemaphor(reading: Reading, semaphor: JsonValue): Semaphor[] {
  const type = textOf(memberOf(semaphor, 'type'))
  const to = textOf(
    type === 'count'
      ? firstOf(semaphor, 'esc_node_id', 'to_node_id')
      : firstOf(semaphor, 'to_node_id', 'esc_node_id'),
  )
  const given = memberOf(semaphor, 'value')
  if (type === 'count') {
    const value = numberOf(given, Number.NaN)
    if (value > 0) return [{ kind: 'count', value: Math.trunc(value), to }]
  } else if (type === 'time') {
    const dimension = textOf(memberOf(semaphor, 'dimension')).trim().toLowerCase()
    const value = readTime(given, dimension)
    if (value !== null) return [{ kind: 'time', value, dimension: dimension === '' ? 'sec' : dimension, to }]
  }
  const shown = given === undefined ? 'nothing' : sliceOf(given).slice(0, 40)
  note(
    reading,
    'timer_invalid',
    semaphor,
    `A guard '${type.slice(0, 40)}' has ${shown} as its value: set it anew in MPO, and export again`,
  )
  return []
}

/** Seconds as text, or the text of a moment that is filled in; null: neither. */
function readTime(given: JsonValue | undefined, dimension: string): string | null {
  const text = textOf(given).trim()
  if (text.includes('{{') || text.includes('$.')) return text
  const value = Number(text)
  if (text === '' || !Number.isFinite(value) || value < 0) return null
  const unit = Object.hasOwn(SECONDS, dimension) ? (SECONDS[dimension] as number) : 1
  // Value is in seconds, the unit is for the eye; less than one of it can only be meant in it (facts, rule 26).
  return String(Math.ceil(value < unit ? value * unit : value))
}
