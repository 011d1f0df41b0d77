/** Puts variables into the texts of one call, and remembers the values it gave, so that they can be taken out again. */
import { isStartnodeError } from '../../errors/startnode-error.ts'
import type { OpenVariable, Variables } from '../../settings/open-variables.ts'
import { resolveText } from '../../settings/variables.ts'
import { apiFailure } from './api-call-failure.ts'

export interface OpenSecrets {
  /**
   * @param put what a value becomes where it is put in; default: itself
   * @throws ApplicationFailure `api_wrong_convert_param`; retried where a person can repair it meanwhile: no task is lost
   * over a forgotten variable
   */
  resolve(text: string, put?: (value: string) => string): string
  /** The same for callback references alone: a reference to a variable stays the text that it is. */
  resolveCallbacks(text: string, put?: (value: string) => string): string
  /** Takes `text`, made of values, out as well. */
  hide(text: string): void
  /** `text` without any of the values given so far, as they are or as JSON and URLs write them. */
  mask(text: string): string
}

const REFERENCE = /\{\{\s*env_var\b/
const CALLBACK = /\{\{callback_url\[[^\]]*\]\}\}/g
/** A shorter value is a word that anything may hold. Characters. */
const MIN_SECRET = 4

/** True when a call with these texts needs the variables at all. */
export function hasReference(value: unknown): boolean {
  return REFERENCE.test(JSON.stringify(value) ?? '')
}

/**
 * @param names the variables that may be referred to, by name or id
 * @param callbackUrl makes the URL that a `callbackReference` stands for
 */
export function openSecrets(
  variables: Variables,
  names: readonly string[],
  callbackUrl: (reference: string) => string,
): OpenSecrets {
  const allowed = new Set(names)
  const given = new Set<string>()
  const note = (variable: OpenVariable | null): OpenVariable | null => {
    if (variable?.type === 'raw') given.add(variable.value)
    else if (variable) for (const text of leavesOf(variable.value)) given.add(text)
    return variable
  }
  let asked = false
  const ask = (name: string, read: () => OpenVariable | null) => {
    if (!allowed.has(name)) throw refusal(name)
    asked = true
    return note(read())
  }
  const noting: Variables = {
    byName: (name) => ask(name, () => variables.byName(name)),
    byId: (id) => ask(String(id), () => variables.byId(id)),
  }
  const noteUrl = (reference: string) => {
    const url = callbackUrl(reference)
    given.add(url)
    return url
  }
  const resolveCallbacks: OpenSecrets['resolveCallbacks'] = (text, put = (value) => value) =>
    text.replace(CALLBACK, (reference) => put(noteUrl(reference)))
  return {
    resolveCallbacks,
    // What is put in is never searched again: a URL holds no reference, a value may.
    resolve(text, put = (value) => value) {
      asked = false
      const withUrls = resolveCallbacks(text, put)
      try {
        return resolveText(withUrls, noting, put)
      } catch (error) {
        // A variable that lacks something can be given it while the task waits; a reference that is none stays none.
        throw isStartnodeError(error)
          ? apiFailure('api_wrong_convert_param', error.message, { retry: asked })
          : error
      }
    },
    hide: (text) => {
      given.add(text)
    },
    mask: (text) =>
      [...given]
        .flatMap((value) => [value, JSON.stringify(value).slice(1, -1), urlForm(value)])
        .filter((value) => value.length >= MIN_SECRET)
        .sort((a, b) => b.length - a.length)
        .reduce((masked, value) => masked.replaceAll(value, '***'), text),
  }
}

/** A lone surrogate has no form in a URL. */
function urlForm(value: string): string {
  return new URLSearchParams([[value, '']]).toString().slice(0, -1)
}

function refusal(name: string): Error {
  return apiFailure(
    'api_wrong_convert_param',
    `The variable '${name}' is not among the \`variables\` that this call says it uses`,
  )
}

function leavesOf(json: string): string[] {
  const leaves: string[] = []
  try {
    JSON.parse(json, (_key, value: unknown) => {
      if (typeof value === 'string' || typeof value === 'number') leaves.push(String(value))
      return value
    })
  } catch {
    leaves.push(json)
  }
  return leaves
}
