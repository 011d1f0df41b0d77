import { openText } from '../keys/sealed-text.ts'
import type { SettingsSnapshot, VariableState } from './snapshot.ts'

/** A variable with its value in clear: it must not be logged, nor leave this process. */
export interface OpenVariable {
  readonly type: 'raw' | 'json'
  readonly value: string
  /** True: nobody may read it back; texts that it goes into carry the label on. */
  readonly secret: boolean
}

/** Variables as references name them. */
export interface Variables {
  byName(name: string): OpenVariable | null
  byId(id: number): OpenVariable | null
}

/**
 * The variables of a snapshot; each is decrypted when it is asked for.
 *
 * Unlike MPO, where a secret variable is usable in API calls only, secret ones are given too: credentials of a Start node
 * may stand in a variable that nobody can read.
 *
 * @throws StartnodeError `secret_unreadable`, from `byName` and `byId`, when the value can't be decrypted with these keys
 */
export function openVariables(
  { variables }: Pick<SettingsSnapshot, 'variables'>,
  keys: readonly Buffer[],
): Variables {
  const open = ({ type, secret, value }: VariableState): OpenVariable => ({
    type,
    secret,
    value: openText(keys, value),
  })
  return {
    byName: (name) => (Object.hasOwn(variables, name) ? open(variables[name] as VariableState) : null),
    byId(id) {
      const found = Object.values(variables).find((variable) => variable.id === id)
      return found === undefined ? null : open(found)
    },
  }
}
