/** Puts variables into the texts of one call, and remembers the values it gave, so that they can be taken out again. */
import { isStartnodeError } from '../../errors/startnode-error.ts'
import { createMask, type MaskedValue, maskDeep } from '../../keys/mask-values.ts'
import type { OpenVariable, Variables } from '../../settings/open-variables.ts'
import { resolveText } from '../../settings/variables.ts'
import { apiFailure } from './api-call-failure.ts'

/** What a value becomes where it is put in. */
type PutText = (value: string) => string

export interface OpenSecrets {
  /**
   * @param put what a value becomes where it is put in; default: itself
   * @throws ApplicationFailure `api_wrong_convert_param`; retried where a person can repair it meanwhile: no task is lost
   * over a forgotten variable
   */
  resolve(text: string, put?: PutText): string
  /** The same for callback references alone: a reference to a variable stays the text that it is. */
  resolveCallbacks(text: string, put?: PutText): string
  /** Takes `text`, a credential that is no variable's value or was made of some, out as well. */
  hide(text: string): void
  /** `text` of the called system with the references in the place of all values given so far, however it wrote them. */
  mask(text: string): string
  /**
   * An answer for the history: what came of secret variables and credentials is taken out. Visible values stay, and so do
   * those below 8 characters: an answer is data, in which a short text may well stand for itself.
   */
  maskAnswer<Answer>(answer: Answer): Answer
}

const REFERENCE = /\{\{\s*env_var\b/
const CALLBACK = /\{\{callback_url\[[^\]]*\]\}\}/g
/** What is taken out of an answer that has succeeded. Characters. */
const MIN_IN_ANSWER = 8
const HIDDEN = '***'

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
  const given: (MaskedValue & { readonly secret: boolean })[] = []
  let asked = false
  const ask = (name: string, read: () => OpenVariable | null) => {
    if (!allowed.has(name)) throw refusal(name)
    asked = true
    return read()
  }
  const asking: Variables = {
    byName: (name) => ask(name, () => variables.byName(name)),
    byId: (id) => ask(String(id), () => variables.byId(id)),
  }
  const noteUrl = (reference: string) => {
    const url = callbackUrl(reference)
    given.push({ value: url, shown: reference, secret: false })
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
        return resolveText(withUrls, asking, (value, from) => {
          for (const text of [value, ...leavesOf(value)])
            given.push({ value: text, shown: from.reference, secret: from.secret })
          return put(value)
        })
      } catch (error) {
        // A variable that lacks something can be given it while the task waits; a reference that is none stays none.
        throw isStartnodeError(error)
          ? apiFailure('api_wrong_convert_param', error.message, { retry: asked })
          : error
      }
    },
    hide: (text) => {
      given.push({ value: text, shown: HIDDEN, secret: true })
    },
    mask: (text) => createMask(given)(text),
    maskAnswer(answer) {
      const secrets = given.filter(({ secret }) => secret)
      if (secrets.length === 0) return answer
      return maskDeep(answer, createMask(secrets, MIN_IN_ANSWER)) as typeof answer
    },
  }
}

function refusal(name: string): Error {
  return apiFailure(
    'api_wrong_convert_param',
    `The variable '${name}' is not among the \`variables\` that this call says it uses`,
  )
}

/** The texts and numbers in a value that is an object or array of JSON; none in any other. */
function leavesOf(value: string): string[] {
  if (!/^\s*[[{]/.test(value)) return []
  const leaves: string[] = []
  try {
    JSON.parse(value, (_key, leaf: unknown) => {
      if (typeof leaf === 'string' || typeof leaf === 'number') leaves.push(String(leaf))
      return leaf
    })
  } catch {
    // Then it is a text like any other.
  }
  return leaves
}
