import type { SealedText } from '../process/sealed-text.ts'
import { type Auth, aliasState, type SettingsSnapshot } from './snapshot.ts'

/**
 * What still says `@<alias>`, one sentence each, to warn with before an alias is renamed or deleted: its own direct URL,
 * visible variables and credentials. Mambu, other systems and code that call it can't be known from here; the last sentence says so.
 *
 * @param alias without its `@`
 * @param open gives the clear text of a sealed one, or null where it can't; it never comes back out
 * @example findReferences(snapshot, 'loans', (sealed) => openText(keys, sealed))
 */
export function findReferences(
  snapshot: SettingsSnapshot,
  alias: string,
  open: (sealed: SealedText) => string | null,
): string[] {
  const name = new RegExp(`@${alias}(?![a-z0-9-])`)
  const says = (sealed: SealedText) => name.test(open(sealed) ?? '')
  const variables = Object.entries(snapshot.variables).filter(
    // Whether a secret one says it would tell something of its value.
    ([, { secret, value }]) => !secret && says(value),
  )
  const processes = Object.entries(snapshot.startNodes).filter(([, { auth }]) => textsOf(auth).some(says))
  return [
    ...variables.map(([variable]) => `The value of variable ${variable} says @${alias}`),
    ...processes.map(([process]) => `The auth of ${process} says @${alias}`),
    ...(aliasState(snapshot, alias)?.generation
      ? [`The direct URL of @${alias} is refused from then on: paste the new one into Mambu`]
      : []),
    `Code and other systems that say @${alias} can't be known from here`,
  ]
}

function textsOf(auth: Auth): SealedText[] {
  if (auth.type === 'none') return []
  return auth.type === 'basic' ? [auth.user, auth.pass] : [auth.value]
}
