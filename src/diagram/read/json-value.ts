/**
 * JSON as it stands in a text: numbers keep their digits, objects the order of their keys, and every value knows its place, so
 * that an import can name it, cut it out or put another in its place. `JSON.parse` loses all of that.
 */

/** Where a value stands: from its first character up to behind its last one. */
interface Place {
  readonly text: string
  readonly start: number
  readonly end: number
}

export type JsonValue =
  | (Place & { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonValue> })
  | (Place & { readonly kind: 'array'; readonly items: readonly JsonValue[] })
  | (Place & { readonly kind: 'string'; readonly value: string })
  | (Place & { readonly kind: 'number' })
  | (Place & { readonly kind: 'boolean'; readonly value: boolean })
  | (Place & { readonly kind: 'null' })

/** The text of a value, digit by digit as it was written. */
export function sliceOf({ text, start, end }: JsonValue): string {
  return text.slice(start, end)
}

/** A member of an object; undefined when it is no object, has no such member, or the member is null. */
export function memberOf(value: JsonValue | undefined, key: string): JsonValue | undefined {
  if (value?.kind !== 'object') return undefined
  const member = value.members.get(key)
  return member?.kind === 'null' ? undefined : member
}

/** The first of these members that is there and not null. */
export function firstOf(value: JsonValue | undefined, ...keys: readonly string[]): JsonValue | undefined {
  for (const key of keys) {
    const member = memberOf(value, key)
    if (member !== undefined) return member
  }
  return undefined
}

/** A member as text: numbers and booleans by their letters, objects and arrays as JSON; `''` when there is none. */
export function textOf(value: JsonValue | undefined): string {
  if (value === undefined || value.kind === 'null') return ''
  return value.kind === 'string' ? value.value : sliceOf(value)
}

/** Lists a member that may be missing or null; one value that stands alone counts as a list of it. */
export function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value.kind === 'null') return []
  return value.kind === 'array' ? value.items : [value]
}

/** `true`, 1 and their texts; a missing one is as given. */
export function flagOf(value: JsonValue | undefined, missing = false): boolean {
  if (value === undefined || value.kind === 'null') return missing
  const text = textOf(value).trim().toLowerCase()
  return text === 'true' || text === '1'
}

/** A number, also one that is written as text; `missing` when it is none. */
export function numberOf(value: JsonValue | undefined, missing: number): number {
  const text = textOf(value).trim()
  const number = Number(text)
  return text === '' || !Number.isFinite(number) ? missing : number
}

/** Line of a place, from 1. */
export function lineOf({ text, start }: Pick<JsonValue, 'text' | 'start'>): number {
  const ends = lineEndsOf(text)
  let [low, high] = [0, ends.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ends[middle] as number) < start) low = middle + 1
    else high = middle
  }
  return low + 1
}

/** Of the text that was asked about last: a large export has many places. */
let known: { readonly text: string; readonly ends: readonly number[] } = { text: '', ends: [] }

function lineEndsOf(text: string): readonly number[] {
  if (known.text !== text) {
    const ends: number[] = []
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) ends.push(at)
    known = { text, ends }
  }
  return known.ends
}
