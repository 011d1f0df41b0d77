/** Pieces of TypeScript as lines, laid out as Biome does with 110 columns, single quotes and no semicolons. */
import type { Json } from '../diagram.ts'
import { WIDTH } from './conversion.ts'

/** An expression: its first line stands where it is put, the others are indented from there on. */
export type Lines = readonly string[]

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u

export const isIdentifier = (name: string) => IDENTIFIER.test(name)

export const indent = (lines: Lines, by = 1): string[] =>
  lines.map((line) => (line === '' ? '' : '  '.repeat(by) + line))

/** A text in quotes: single ones, but where double ones save backslashes. */
export function quote(text: string): string {
  const count = (mark: string) => text.split(mark).length - 1
  const mark = count("'") > count('"') ? '"' : "'"
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(mark, `\\${mark}`)
    .replace(/[\p{Cc}\u2028\u2029]/gu, escapeControl)
  return mark + escaped + mark
}

function escapeControl(character: string): string {
  const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character]
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}

/** The inside of a template literal. */
export function escapeTemplate(text: string): string {
  return text.replace(/[\\`]|\$(?=\{)/g, '\\$&').replace(/[\p{Cc}\u2028\u2029]/gu, escapeControl)
}

/** A comment can't be closed by what stands in it. */
export const comment = (text: string) => text.replaceAll('*/', '* /').replace(/\s+/g, ' ').trim()

/** `key: value`; a text that is too long for the line stands on the next one. */
function property(key: string, value: Lines, column: number): string[] {
  const [first = '', ...rest] = value
  const name = isIdentifier(key) ? key : quote(key)
  const isText = rest.length === 0 && /^['"]/.test(first)
  if (isText && column + name.length + first.length + 3 > WIDTH) return [`${name}:`, `  ${first},`]
  if (rest.length === 0) return [`${name}: ${first},`]
  return [`${name}: ${first}`, ...rest.slice(0, -1), `${rest.at(-1)},`]
}

/**
 * An object, one line a key.
 *
 * @param column of its keys
 * @param spread put before all keys, e.g. `run.data`
 */
export function objectOf(
  entries: readonly (readonly [key: string, value: Lines])[],
  column: number,
  spread?: string,
): string[] {
  const head = spread === undefined ? [] : [`...${spread},`]
  const body = [...head, ...entries.flatMap(([key, value]) => property(key, value, column))]
  return body.length === 0 ? ['{}'] : ['{', ...indent(body), '}']
}

/**
 * A call: on one line where it fits, else its last argument hugged, else an argument a line.
 *
 * @param column where it begins
 * @param behind characters that follow on its last line
 */
export function callOf(name: string, args: readonly Lines[], column: number, behind = 0): string[] {
  const heads = args.map(([first = '']) => first)
  const isFlat = args.every((lines) => lines.length === 1)
  const flat = `${name}(${heads.join(', ')})`
  if (isFlat && column + flat.length + behind <= WIDTH) return [flat]
  const last = args.at(-1) ?? []
  const isHugged =
    args.slice(0, -1).every((lines) => lines.length === 1) && last.length > 1 && /[{[]$/.test(last[0] ?? '')
  if (isHugged && column + flat.length - 1 <= WIDTH)
    return [`${name}(${heads.join(', ')}`, ...last.slice(1, -1), `${last.at(-1)})`]
  const each = args.flatMap((lines) => [...lines.slice(0, -1), `${lines.at(-1)},`])
  return [`${name}(`, ...indent(each), ')']
}

/** A JSON value as TypeScript; a number as it is. */
export function literalOf(value: Json, column: number): string[] {
  if (typeof value === 'string') return [quote(value)]
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)]
  if (!Array.isArray(value))
    return objectOf(
      Object.entries(value).map(([key, one]) => [key, literalOf(one, column + 2)] as const),
      column,
    )
  const items = (value as readonly Json[]).map((one) => literalOf(one, column + 2))
  return arrayOf(items, column)
}

/** An array: on one line where it fits. */
export function arrayOf(items: readonly Lines[], column: number): string[] {
  const flat = `[${items.map(([first]) => first).join(', ')}]`
  if (items.every((lines) => lines.length === 1) && column + flat.length <= WIDTH) return [flat]
  return ['[', ...indent(items.flatMap((lines) => [...lines.slice(0, -1), `${lines.at(-1)},`])), ']']
}
