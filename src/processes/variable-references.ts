import type { SettingsSnapshot } from '../settings/snapshot.ts'
import { openOrNull, sealedTextsOf } from './auth-view.ts'

const REFERENCE = /\{\{\s*env_var\[\s*(@(?!__)[A-Za-z0-9_-]{3,128}|\d{1,9})\s*\]/g

/** One place that refers to a variable. */
export interface VariableReference {
  /** Name without `@`; as written when no variable has it: `@name`'s name, or an id. */
  readonly variable: string
  /** True: there is such a variable. */
  readonly known: boolean
  /** The process whose auth refers to it. */
  readonly process: string
}

/**
 * Every reference to a variable that the settings can know of: in the auth of Start nodes. Code that names one is
 * beyond them.
 */
export function findVariableReferences(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
): VariableReference[] {
  const nameById = new Map(Object.entries(snapshot.variables).map(([name, { id }]) => [String(id), name]))
  return Object.entries(snapshot.startNodes).flatMap(([process, { auth }]) => {
    const texts = sealedTextsOf(auth).map((sealed) => openOrNull(keys, sealed) ?? '')
    const named = texts.flatMap((text) => [...text.matchAll(REFERENCE)].map((match) => match[1] as string))
    return [...new Set(named)].map((reference) => {
      const name = reference.startsWith('@') ? reference.slice(1) : nameById.get(reference)
      const known = name !== undefined && Object.hasOwn(snapshot.variables, name)
      return { variable: name ?? reference, known, process }
    })
  })
}
