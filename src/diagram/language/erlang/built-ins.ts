/** The functions that a fun may call, as Corezoid lists them; `erlang:` may be left out. */

import { decodeBase64, encodeBase64, latin1Of, textOfUtf8, utf8Of } from '../functions/bytes.ts'
import { parseJson } from '../values.ts'
import { replaceText, splitText } from './binaries.ts'
import { binaryOf, integerOf, listOf, numberOf } from './operators.ts'
import { PROPLISTS } from './proplists.ts'
import { isList, jsonOfTerm, termOf } from './terms.ts'
import { type BuiltIn, ofBoolean, Raised, type Term } from './tree.ts'

const is =
  (test: (term: Term) => boolean): BuiltIn =>
  (_, [item]) =>
    ofBoolean(item !== undefined && test(item))

const isBoolean = (term: Term) =>
  typeof term === 'object' && 'atom' in term && (term.atom === 'true' || term.atom === 'false')

const encode: BuiltIn = (evaluation, [item]) => {
  const bytes = utf8Of(binaryOf(item as Term))
  evaluation.spend(Math.ceil(bytes.length / 64), bytes.length * 2)
  return encodeBase64(bytes)
}

const decode: BuiltIn = (evaluation, [item]) => {
  const bytes = decodeBase64(binaryOf(item as Term))
  if (bytes === null) throw new Raised('badarg')
  evaluation.spend(Math.ceil(bytes.length / 64), bytes.length)
  // Bytes that are no text: one character each
  return textOfUtf8(bytes) ?? latin1Of(bytes)
}

const fromJson: BuiltIn = (evaluation, [item]) => {
  const text = binaryOf(item as Term)
  evaluation.spend(Math.ceil(text.length / 64))
  const value = parseJson(text)
  if (value === undefined) throw new Raised('badarg')
  return termOf(evaluation, value)
}

const toJson: BuiltIn = (evaluation, [item]) => {
  const text = JSON.stringify(jsonOfTerm(evaluation, item as Term))
  evaluation.spend(0, text.length)
  return text
}

function binaryToInteger(item: Term, base: bigint): bigint {
  const text = binaryOf(item)
  const [, sign, digits = ''] = /^([+-]?)([0-9a-zA-Z]{1,1000})$/.exec(text) ?? []
  if (digits === '') throw new Raised('badarg')
  let whole = 0n
  for (const digit of digits) {
    const value = Number.parseInt(digit, 36)
    if (!(value < Number(base))) throw new Raised('badarg')
    whole = whole * base + BigInt(value)
  }
  return sign === '-' ? -whole : whole
}

function binaryToFloat(item: Term): number {
  const text = binaryOf(item)
  const number = /^[+-]?[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isFinite(number)) throw new Raised('badarg')
  return number
}

/** Away from zero at the half. */
function round(item: Term): bigint {
  const number = numberOf(item)
  if (typeof number === 'bigint') return number
  return BigInt(number < 0 ? -Math.round(-number) : Math.round(number))
}

function baseOf(item: Term | undefined): bigint {
  const base = item === undefined ? 10n : integerOf(item)
  if (base < 2n || base > 36n) throw new Raised('badarg')
  return base
}

function first(items: readonly Term[]): readonly Term[] {
  const list = listOf(items[0] as Term)
  if (list.length === 0) throw new Raised('badarg')
  return list
}

/** Name and number of arguments -> what it does. */
const BUILT_INS: Readonly<Record<string, BuiltIn>> = {
  ...PROPLISTS,
  'base64:encode/1': encode,
  'base64:encode_to_string/1': encode,
  'base64:decode/1': decode,
  'base64:decode_to_string/1': decode,
  'binary:split/2': splitText,
  'binary:split/3': splitText,
  'binary:replace/3': replaceText,
  'binary:replace/4': replaceText,
  'eutils:get_value/2': PROPLISTS['proplists:get_value/2'] as BuiltIn,
  'eutils:from_json/1': fromJson,
  'eutils:from_json/2': fromJson,
  'eutils:to_json/1': toJson,
  'erlang:binary_to_float/1': (_, [item]) => binaryToFloat(item as Term),
  'erlang:binary_to_integer/1': (_, [item]) => binaryToInteger(item as Term, 10n),
  'erlang:integer_to_binary/1': (_, [item]) => String(integerOf(item as Term)),
  'erlang:integer_to_binary/2': (_, [item, base]) =>
    integerOf(item as Term)
      .toString(Number(baseOf(base)))
      .toUpperCase(),
  'erlang:round/1': (_, [item]) => round(item as Term),
  'erlang:is_integer/1': is((term) => typeof term === 'bigint'),
  'erlang:is_float/1': is((term) => typeof term === 'number'),
  'erlang:is_number/1': is((term) => typeof term === 'bigint' || typeof term === 'number'),
  'erlang:is_binary/1': is((term) => typeof term === 'string'),
  'erlang:is_list/1': is(isList),
  'erlang:is_boolean/1': is(isBoolean),
  'erlang:hd/1': (_, items) => first(items)[0] as Term,
  'erlang:tl/1': (evaluation, items) => {
    evaluation.spend(first(items).length)
    return first(items).slice(1)
  },
}

/** undefined: a fun may not call that. */
export function builtIn(name: string, count: number): BuiltIn | undefined {
  const key = `${name}/${count}`
  return Object.hasOwn(BUILT_INS, key) ? BUILT_INS[key] : undefined
}
