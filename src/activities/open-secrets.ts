/** Puts variables into the texts of one call, and remembers the values it gave, so that they can be taken out again. */
import type { OpenVariable, Variables } from '../start-node/open-variables.ts'
import { resolveText } from '../start-node/variables.ts'

export interface OpenSecrets {
  /**
   * @param escape what a value becomes where it is put in; default: itself
   * @throws VariableMissingError, SecretUnreadableError
   */
  resolve(text: string, escape?: (value: string) => string): string
  /** `text` without any of the values given so far. */
  mask(text: string): string
}

const REFERENCE = /\{\{\s*env_var\b/
/** A shorter value is a word that anything may hold. Characters. */
const MIN_SECRET = 4

/** True when a call with these texts needs the variables at all. */
export function hasReference(value: unknown): boolean {
  return REFERENCE.test(JSON.stringify(value) ?? '')
}

export function openSecrets(variables: Variables): OpenSecrets {
  const given = new Set<string>()
  const note = (variable: OpenVariable | null): OpenVariable | null => {
    if (variable?.type === 'raw') given.add(variable.value)
    else if (variable) for (const text of leavesOf(variable.value)) given.add(text)
    return variable
  }
  const noting: Variables = {
    byName: (name) => note(variables.byName(name)),
    byId: (id) => note(variables.byId(id)),
  }
  return {
    resolve: (text, escape) => resolveText(text, noting, escape),
    mask: (text) =>
      [...given]
        .filter((value) => value.length >= MIN_SECRET)
        .sort((a, b) => b.length - a.length)
        .reduce((masked, value) => masked.replaceAll(value, '***'), text),
  }
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
