/** `proplists:` over lists of `{Key, Value}`; an atom alone is `{Atom, true}`. */
import type { Evaluation } from '../evaluation.ts'
import { listOf } from './operators.ts'
import { isSame } from './terms.ts'
import { atom, type BuiltIn, ofBoolean, type Term, TRUE } from './tree.ts'

/** The elements of a property, or null: the element is none. */
function propertyOf(term: Term): readonly Term[] | null {
  if (typeof term !== 'object' || Array.isArray(term)) return null
  if ('atom' in term) return [term, TRUE]
  return 'tuple' in term && term.tuple.length > 0 ? term.tuple : null
}

function hasKey(evaluation: Evaluation, item: Term, key: Term): boolean {
  const [name] = propertyOf(item) ?? []
  return name !== undefined && isSame(evaluation, name, key)
}

function lookup(evaluation: Evaluation, key: Term, list: Term): readonly Term[] | null {
  const found = listOf(list).find((item) => hasKey(evaluation, item, key))
  return found === undefined ? null : propertyOf(found)
}

function getValue(evaluation: Evaluation, key: Term, list: Term, otherwise: Term): Term {
  const property = lookup(evaluation, key, list)
  return property?.length === 2 ? (property[1] as Term) : otherwise
}

function keysOf(evaluation: Evaluation, list: Term): readonly Term[] {
  const keys: Term[] = []
  for (const item of listOf(list)) {
    const [name] = propertyOf(item) ?? []
    if (name !== undefined && !keys.some((key) => isSame(evaluation, key, name))) keys.push(name)
  }
  return keys
}

const UNDEFINED = atom('undefined')
const NONE = atom('none')

export const PROPLISTS: Readonly<Record<string, BuiltIn>> = {
  'proplists:get_value/2': (evaluation, [key, list]) =>
    getValue(evaluation, key as Term, list as Term, UNDEFINED),
  'proplists:get_value/3': (evaluation, [key, list, otherwise]) =>
    getValue(evaluation, key as Term, list as Term, otherwise as Term),
  'proplists:get_bool/2': (evaluation, [key, list]) =>
    ofBoolean(isSame(evaluation, getValue(evaluation, key as Term, list as Term, UNDEFINED), TRUE)),
  'proplists:is_defined/2': (evaluation, [key, list]) =>
    ofBoolean(lookup(evaluation, key as Term, list as Term) !== null),
  'proplists:delete/2': (evaluation, [key, list]) =>
    listOf(list as Term).filter((item) => !hasKey(evaluation, item, key as Term)),
  'proplists:lookup/2': (evaluation, [key, list]) => {
    const property = lookup(evaluation, key as Term, list as Term)
    return property === null ? NONE : { tuple: property }
  },
  'proplists:lookup_all/2': (evaluation, [key, list]) =>
    listOf(list as Term)
      .filter((item) => hasKey(evaluation, item, key as Term))
      .map((item) => ({ tuple: propertyOf(item) ?? [] })),
  'proplists:get_all_values/2': (evaluation, [key, list]) =>
    listOf(list as Term)
      .filter((item) => hasKey(evaluation, item, key as Term))
      .flatMap((item) => {
        const property = propertyOf(item)
        return property?.length === 2 ? [property[1] as Term] : []
      }),
  'proplists:get_keys/1': (evaluation, [list]) => keysOf(evaluation, list as Term),
}
