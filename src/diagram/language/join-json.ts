/** Texts that are written as JSON and hold references (rule 7): no value of a task ends a literal or adds a member. */
import type { Json } from '../diagram.ts'
import { jsonOf, textOf } from './values.ts'

/** Where a reference stands in such a text. */
export type JsonPlace = 'literal' | 'json'

/** Follows a text piece by piece, to know whether the next reference stands within a string literal. */
export class JsonPlaces {
  place: JsonPlace = 'json'

  pass(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === '"') this.place = this.place === 'json' ? 'literal' : 'json'
      else if (this.place === 'literal' && text[at] === '\\') at += 1
    }
  }
}

/** Within a literal a value is escaped text; outside it is its JSON, and nothing where there is none. */
export function jsonAt(place: JsonPlace, value: Json | undefined): string {
  if (place === 'literal') return JSON.stringify(textOf(value)).slice(1, -1)
  return value === undefined ? '' : jsonOf(value)
}
