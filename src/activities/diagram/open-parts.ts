/** Opens the variables in the texts of a diagram's call: here and nowhere before, so that no secret enters the history. */

import type { Cast, Json } from '../../diagram/diagram.ts'
import type { Part, Path } from '../../diagram/language/index.ts'
import { cast as castValue, joinParts, readPath, textOf } from '../../diagram/language/index.ts'
import type { FieldValue } from '../../diagram/step/effect.ts'
import { createMask, type MaskedValue, maskDeep } from '../../keys/mask-values.ts'
import type { OpenVariable, Variables } from '../../settings/open-variables.ts'
import { apiFailure } from '../api-call/api-call-failure.ts'

export interface OpenedParts {
  readonly text: (parts: readonly Part[]) => string
  readonly field: (field: FieldValue) => Json
  /** Takes the values that were opened out of what the called system said. */
  readonly mask: (text: string) => string
  /** The same for an answer that goes into the history: secret ones only. */
  readonly maskAnswer: <Answer>(answer: Answer) => Answer
}

/** A shorter value may well stand for itself in an answer. Characters. */
const MIN_IN_ANSWER = 8

/** @example openParts(variables).text(['Bearer ', { variable: '@bank', path: ['token'] }]) */
export function openParts(variables: Variables): OpenedParts {
  const given: (MaskedValue & { readonly secret: boolean })[] = []
  const open = (variable: string, path: Path): Json => {
    const found = variable.startsWith('@')
      ? variables.byName(variable.slice(1))
      : variables.byId(Number(variable))
    // MPO takes a variable that is not there for an empty text
    if (found === null) return ''
    const value = readAt(found, path)
    const place = path.map((step) => `.${step}`).join('')
    const shown = `{{env_var[${variable}]${place}}}`
    given.push({ value: textOf(value), shown, secret: found.secret })
    return value
  }
  const text: OpenedParts['text'] = (parts) => joinParts(parts, open)
  return {
    text,
    field: (field) => ('value' in field ? field.value : castOrFail(text(field.parts), field.cast)),
    mask: (said) => createMask(given)(said),
    maskAnswer: (answer) => {
      const secrets = given.filter(({ secret }) => secret)
      return (
        secrets.length === 0 ? answer : maskDeep(answer, createMask(secrets, MIN_IN_ANSWER))
      ) as typeof answer
    },
  }
}

function castOrFail(text: string, cast: Cast): Json {
  const value = castValue(text, cast)
  // The text may be a secret: it is not quoted
  if (value === undefined)
    throw apiFailure('api_wrong_convert_param', `The value of a variable can not be converted to ${cast}`)
  return value
}

function readAt({ type, value }: OpenVariable, path: Path): Json {
  if (type === 'raw') return path.length === 0 ? value : ''
  let found: Json
  try {
    found = JSON.parse(value) as Json
  } catch {
    throw apiFailure('api_wrong_convert_param', 'The value of a variable is not JSON')
  }
  return readPath(found, path) ?? ''
}
