import type { SettingsSnapshot } from '../start-node/snapshot.ts'
import { openOrNull, sealedTextsOf } from './auth-view.ts'

/**
 * What a rename of an alias may break, in plain words: the settings that say `@<alias>`, and that Mambu and code do so
 * too can't be known from here.
 */
export function warnOfReferences(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  alias: string,
): string[] {
  const says = (text: string | null) => text !== null && new RegExp(`@${alias}(?![a-z0-9-])`).test(text)
  const variables = Object.entries(snapshot.variables)
    .filter(([, { value }]) => says(openOrNull(keys, value)))
    .map(([name]) => `The value of variable ${name} says @${alias}`)
  const processes = Object.entries(snapshot.startNodes)
    .filter(([, { auth }]) => sealedTextsOf(auth).some((sealed) => says(openOrNull(keys, sealed))))
    .map(([process]) => `The auth of ${process} says @${alias}`)
  const state = snapshot.aliases[alias]
  const url =
    state && (state.generation !== null || state.accepted.length > 0)
      ? [`The direct URL of @${alias} is refused from now on: paste the new one into Mambu`]
      : []
  return [
    ...variables,
    ...processes,
    ...url,
    `Code and other systems that say @${alias} can't be known from here`,
  ]
}
