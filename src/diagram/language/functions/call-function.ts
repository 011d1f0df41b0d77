/** `$.` functions by name (rules 16 to 22); their arguments are values already. */
import type { Json } from '../../diagram.ts'
import { evaluateFun } from '../erlang/index.ts'
import type { Evaluation } from '../evaluation.ts'
import { castOrFail, parseJson, textOf, wrongConvert } from '../values.ts'
import type { Argument } from './argument.ts'
import { encodeBase64, latin1Of, utf8Of } from './bytes.ts'
import { dateText, unixTime } from './dates.ts'
import { calculate } from './math.ts'
import { md5 } from './md5.ts'
import { randomNumber } from './random.ts'
import { sha1 } from './sha1.ts'
import { sha224, sha256 } from './sha256.ts'
import { sha384, sha512 } from './sha512.ts'
import { secondsEast } from './zone.ts'

export interface FunctionCall {
  readonly evaluation: Evaluation
  /** What a failure names as `Param`. */
  readonly key: string
  readonly name: string
  readonly argument: readonly Argument[]
  readonly zone: string | null
}

const HASHES: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  md5,
  sha1,
  sha224,
  sha256,
  sha384,
  sha512,
}

/**
 * @returns undefined while an offset of a zone has to be fetched
 * @throws Unfilled (`wrong_convert_param`, `budget`)
 */
export function callFunction(call: FunctionCall): Json | undefined {
  const { evaluation, key, name, argument } = call
  switch (name) {
    case 'math':
      return calculate(evaluation, argument, key)
    case 'random':
      return randomNumber(evaluation, argument, key)
    case 'date':
    case 'unixtime':
      return callDate(call)
    case 'base64_encode':
      return encodeBase64(hashInput(call))
    case 'map':
    case 'filter':
      return callFun(evaluation, name, argument)
    case 'to_string':
    case 'to_number':
    case 'to_boolean':
    case 'to_array':
    case 'to_object':
      return castOrFail(wholeOf(call), name.slice(3) as 'string', key)
    default:
      return callHash(call)
  }
}

function joinedText({ evaluation, argument }: FunctionCall): string {
  const text = argument.map(({ value }) => textOf(value)).join('')
  evaluation.spend(0, text.length)
  return text
}

/** One value and blanks: the value; else the text. */
function wholeOf(call: FunctionCall): Json | undefined {
  const parts = call.argument.filter(({ isLiteral, value }) => !isLiteral || textOf(value).trim() !== '')
  const [only] = parts
  if (parts.length === 0) return undefined
  return parts.length === 1 && only !== undefined && !only.isLiteral ? only.value : joinedText(call).trim()
}

function hashInput(call: FunctionCall): Uint8Array {
  const bytes = utf8Of(joinedText(call))
  call.evaluation.spend(Math.ceil(bytes.length / 16))
  return bytes
}

function callHash(call: FunctionCall): string {
  const isHex = call.name.endsWith('_hex')
  const hash = HASHES[isHex ? call.name.slice(0, -4) : call.name]
  if (hash === undefined) throw wrongConvert(call.key, `$.${call.name}`, 'string')
  const digest = hash(hashInput(call))
  // JSON has no bytes: one character each
  return isHex ? [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('') : latin1Of(digest)
}

function callDate(call: FunctionCall): Json | undefined {
  const { evaluation, key, name, zone } = call
  const { now } = evaluation.scope
  const format = joinedText(call).trim()
  if (name === 'date' && format !== '') {
    const east = zone === null ? 0 : secondsEast(evaluation, zone, now)
    if (east === undefined) return undefined
    const text = dateText(format, now + east * 1000)
    if (text === null) throw wrongConvert(key, `$.date(${format})`, 'string')
    return text
  }
  const seconds = format === '' ? Math.floor(now / 1000) : unixTime(format, now)
  if (seconds === null) throw wrongConvert(key, `$.${name}(${format})`, 'number')
  const east = zone === null ? 0 : secondsEast(evaluation, zone, seconds * 1000)
  return east === undefined ? undefined : seconds + east
}

/** The last value is the array, what stands before it is the fun. An error inside gives the empty list (rule 22). */
function callFun(evaluation: Evaluation, name: 'map' | 'filter', argument: readonly Argument[]): Json {
  const source = argument.map(({ isLiteral, value }) => (isLiteral ? textOf(value) : '\0')).join('')
  const comma = source.lastIndexOf(',')
  const last = argument.findLast(({ isLiteral }) => !isLiteral)
  const behind = source.slice(comma + 1).trim()
  const value = behind === '\0' ? last?.value : behind
  const items = typeof value === 'string' ? parseJson(value) : value
  if (comma < 0 || !Array.isArray(items)) return []
  return evaluateFun(evaluation, name, source.slice(0, comma), items as readonly Json[])
}
