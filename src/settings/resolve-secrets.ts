import { openText } from '../keys/sealed-text.ts'
import type { SealedText } from '../process/sealed-text.ts'
import type { LabelledText } from './labelled-text.ts'
import { openVariables } from './open-variables.ts'
import type { SettingsSnapshot } from './snapshot.ts'
import { resolveLabelled } from './variables.ts'

/** Opens a sealed text and puts the values of variables into it. */
export type ResolveSecret = (sealed: SealedText) => LabelledText

type Outcome = { readonly text: LabelledText } | { readonly error: unknown }

/** One per snapshot: with the next snapshot, a changed variable is in force at once. */
const resolvers = new WeakMap<SettingsSnapshot, { keys: readonly Buffer[]; resolve: ResolveSecret }>()

/**
 * Reads the secrets of a snapshot, each decrypted and resolved once, so that a request with credentials costs no more
 * than comparing them. Failures are kept as well.
 *
 * @param keys of `config.encryption.keys`
 * @returns throws `secret_unreadable` or `variable_missing` where a secret has no value
 * @example checkAuth(startNodeState(snapshot, process).auth, request.headers, resolveSecrets(snapshot, keys))
 */
export function resolveSecrets(snapshot: SettingsSnapshot, keys: readonly Buffer[]): ResolveSecret {
  const known = resolvers.get(snapshot)
  if (known?.keys === keys) return known.resolve
  const variables = openVariables(snapshot, keys)
  const outcomes = new Map<SealedText, Outcome>()
  const resolve: ResolveSecret = (sealed) => {
    let outcome = outcomes.get(sealed)
    if (outcome === undefined) {
      try {
        outcome = { text: resolveLabelled(openText(keys, sealed), variables) }
      } catch (error) {
        outcome = { error }
      }
      outcomes.set(sealed, outcome)
    }
    if ('error' in outcome) throw outcome.error
    return outcome.text
  }
  resolvers.set(snapshot, { keys, resolve })
  return resolve
}
