/** Values as texts, and texts as values: casts (rules 5 and 6), depth, equality. */
import type { Cast, Json, JsonObject } from '../diagram.ts'
import { Unfilled } from './evaluation.ts'

/** How deep a value may nest: JSON.stringify and what compares values recurse. */
export const DEEPEST = 500
/** A value in a description is cut behind so many characters. */
const SHOWN = 1_000

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Texts as they are, missing and null `''`, the rest as JSON writes it (rule 4). */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : jsonOf(value)
}

/** @throws Unfilled (`budget`) when it nests too deep */
export function jsonOf(value: Json): string {
  if (typeof value === 'object' && value !== null && isTooDeep(value))
    throw new Unfilled('budget', `a value that nests more than ${DEEPEST} deep`)
  return JSON.stringify(value)
}

/** By levels, without recursion: where the stack ends differs from machine to machine. */
function isTooDeep(value: Json): boolean {
  let level: Json[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > DEEPEST) return true
    const next: Json[] = []
    for (const item of level) {
      if (typeof item !== 'object' || item === null) continue
      for (const child of Array.isArray(item) ? (item as readonly Json[]) : Object.values(item))
        if (typeof child === 'object' && child !== null) next.push(child)
    }
    level = next
  }
  return false
}

/** The number that a text is, by the grammar of JSON; null: it is none, or too large. */
export function numberOf(text: string): number | null {
  const trimmed = text.trim()
  if (!NUMBER.test(trimmed)) return null
  const number = Number(trimmed)
  // JSON has no -0 that would come back
  return Number.isFinite(number) ? number + 0 : null
}

/** The value that a JSON text is; undefined: it is none, or nests too deep. */
export function parseJson(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    return typeof value === 'object' && value !== null && isTooDeep(value) ? undefined : value
  } catch {
    // Not JSON is an answer here, no error
    return undefined
  }
}

/** @returns undefined where the value does not go into the cast */
export function cast(value: Json | undefined, to: Cast): Json | undefined {
  if (to === 'string') return textOf(value)
  if (value === undefined || value === null) return undefined
  switch (to) {
    case 'number':
      if (typeof value === 'number') return value
      return typeof value === 'string' ? (numberOf(value) ?? undefined) : undefined
    case 'boolean': {
      if (typeof value === 'boolean') return value
      const word = typeof value === 'string' ? value.trim() : ''
      return word === 'true' ? true : word === 'false' ? false : undefined
    }
    case 'array': {
      const array = typeof value === 'string' ? parseJson(value) : value
      return Array.isArray(array) ? (array as Json) : undefined
    }
    case 'object': {
      const object = typeof value === 'string' ? parseJson(value) : value
      return isObject(object) ? object : undefined
    }
  }
}

/** @throws Unfilled (`wrong_convert_param`), in MPO's words */
export function castOrFail(value: Json | undefined, to: Cast, key: string): Json {
  const result = cast(value, to)
  if (result === undefined) throw wrongConvert(key, value, to)
  return result
}

export function wrongConvert(key: string, value: Json | undefined, to: Cast): Unfilled {
  const text = value === null ? 'null' : textOf(value)
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  return new Unfilled('wrong_convert_param', `Param: ${key}, Value: ${shown}, Try convert to: ${to}`)
}

/** Deep: the order of keys does not count, that of elements does. */
export function equals(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (isTooDeep(a) || isTooDeep(b))
    throw new Unfilled('budget', `a value that nests more than ${DEEPEST} deep`)
  return equalsDeep(a, b)
}

function equalsDeep(a: Json, b: Json): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  if (Array.isArray(a) || Array.isArray(b)) {
    const [left, right] = [a, b] as readonly (readonly Json[])[] as [readonly Json[], readonly Json[]]
    if (!Array.isArray(a) || !Array.isArray(b) || left.length !== right.length) return false
    return left.every((item, index) => equalsDeep(item, right[index] as Json))
  }
  const left = a as JsonObject
  const right = b as JsonObject
  const keys = Object.keys(left)
  if (keys.length !== Object.keys(right).length) return false
  return keys.every((key) => Object.hasOwn(right, key) && equalsDeep(left[key] as Json, right[key] as Json))
}

/** By code points, as UTF-8 sorts: negative, 0 or positive. */
export function compareTexts(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at += 1) {
    if (a.charCodeAt(at) === b.charCodeAt(at)) continue
    // A pair that differs in its second half has an equal first
    return rank(a.charCodeAt(at)) - rank(b.charCodeAt(at))
  }
  return a.length - b.length
}

/** Surrogates stand for code points behind all others. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
