/**
 * References to variables in a text, with MPO's syntax. Where MPO puts an empty text for what is missing, this throws:
 * an empty password would open a door. What begins like a reference and is none throws too, for the same reason.
 * A value is put in as it is and never searched for references again.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { LabelledText } from './labelled-text.ts'
import type { OpenVariable, Variables } from './open-variables.ts'

/** Whatever begins like a reference, up to its braces or the end. */
const REFERENCE = /\{\{\s*env_var\b(?:(?!\}\}).)*(?:\}\})?/gs
/** `{{env_var[12]}}`, `{{env_var[@name].key[1].param}}`; `\` takes the meaning from `.`, `[` and `]`. */
const WELL_FORMED =
  /^\{\{\s*env_var\[(?:@((?!__)[A-Za-z0-9_-]{3,128})|(\d{1,9}))\]((?:\.(?:\\.|[^.[\]{}\\\s])+|\[\d{1,9}\])*)\s*\}\}$/
const STEP = /\.((?:\\.|[^.[\]{}\\])+)|\[(\d+)\]/g
const MAX_NAMED_LENGTH = 200

/**
 * Puts the values of variables in the place of their references.
 *
 * A raw variable is put in whole; of a json one a place: text as it is, a number or truth value as JSON writes it, an
 * object or array as JSON.
 *
 * @param variables of `openVariables`
 * @param put what a value becomes where it is put in, told where it comes from; default: itself
 * @throws StartnodeError `variable_missing` naming the reference that leads nowhere, never a value
 * @throws StartnodeError `secret_unreadable` when a value can't be decrypted
 * @example resolveText('{{env_var[@webhook-var].user}}', variables) // 'mambu'
 */
export function resolveText(text: string, variables: Variables, put: PutValue = (value) => value): string {
  return text.replace(REFERENCE, (reference) => {
    const { value, secret } = resolveReference(reference, variables)
    return put(value, { reference, secret })
  })
}

/** What a value becomes where it is put in. */
export type PutValue = (
  value: string,
  from: { readonly reference: string; readonly secret: boolean },
) => string

/**
 * The same as a text with a label: it is printed with the references of secret variables.
 *
 * @throws as `resolveText`
 * @example `${resolveLabelled('Bearer {{env_var[@token]}}', variables)}` // 'Bearer {{env_var[@token]}}' where it is secret
 */
export function resolveLabelled(text: string, variables: Variables): LabelledText {
  let isSecret = false
  const shown = resolveText(text, variables, (value, { reference, secret }) => {
    isSecret ||= secret
    return secret ? reference : value
  })
  return new LabelledText(resolveText(text, variables), shown, isSecret)
}

function resolveReference(reference: string, variables: Variables): { value: string; secret: boolean } {
  const match = WELL_FORMED.exec(reference)
  const shown = showReference(reference)
  if (match === null) {
    throw missing(shown, 'this is no reference: write {{env_var[@name].key}}')
  }
  const [, name, id, path = ''] = match
  const variable = name === undefined ? variables.byId(Number(id)) : variables.byName(name)
  if (variable === null) throw missing(shown, 'there is no such variable')
  return { value: readVariable(variable, path, shown), secret: variable.secret }
}

function readVariable({ type, value }: OpenVariable, path: string, reference: string): string {
  if (type === 'raw') {
    if (path !== '') throw missing(reference, 'a raw variable has no fields')
    return value
  }
  let found = parseJson(value, reference)
  for (const [, key, index] of path.matchAll(STEP)) {
    const step = key === undefined ? (index as string) : key.replace(/\\(.)/gs, '$1')
    const inside = key === undefined ? Array.isArray(found) : isObject(found)
    if (!inside || !Object.hasOwn(found as object, step)) {
      throw missing(reference, 'the variable has no such place')
    }
    found = (found as Readonly<Record<string, unknown>>)[step]
  }
  if (found === null) throw missing(reference, 'the variable is null there')
  return typeof found === 'string' ? found : JSON.stringify(found)
}

function parseJson(value: string, reference: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    // The parser's message repeats what it read.
    throw missing(reference, 'the value of the variable is not JSON')
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** One without an end takes in all that follows it, which may be a secret. */
function showReference(reference: string): string {
  const whole = reference.endsWith('}}')
    ? reference
    : (/^\{\{\s*env_var[^\s}]*\}?/.exec(reference)?.[0] ?? '')
  return whole.slice(0, MAX_NAMED_LENGTH)
}

/** Names the reference, never a value. */
function missing(reference: string, why: string): StartnodeError {
  return new StartnodeError('variable_missing', `${reference}: ${why}`)
}
