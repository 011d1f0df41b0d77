/** How a call says who it is. Values exist in memory for one call only: never in a message, a log or a history. */
import { ApplicationFailure } from '@temporalio/common'
import type { MaskedValue } from '../../keys/mask-values.ts'

/**
 * An `apikey` of an API consumer, or user and password of an API user (Basic). Each may be a reference to a variable such
 * as `{{env_var[@mambu].key}}`; it is resolved for each call, so a rotated secret works without a restart.
 */
export interface MambuCredentials {
  /** Sent as the `apikey` header. */
  readonly apiKey?: string | undefined
  /** Used where there is no `apiKey`. */
  readonly basic?: { readonly user: string; readonly password: string } | undefined
  /** Puts the values of variables into a text. Default: it stays as it is. */
  readonly resolve?: ((text: string) => Promise<string>) | undefined
}

export interface CredentialHeaders {
  readonly headers: Readonly<Record<string, string>>
  /** True: they come from variables, and a person may be just about to change them. */
  readonly variable: boolean
  /** What must not be quoted from an answer. */
  readonly secrets: readonly MaskedValue[]
}

/** Stands for what has no reference. */
const HIDDEN = '***'

/**
 * The headers of one call.
 *
 * @throws ApplicationFailure `MambuNotConfigured` (retried, a person can repair it meanwhile) when there are none
 */
export async function credentialHeaders(credentials: MambuCredentials): Promise<CredentialHeaders> {
  const { apiKey, basic, resolve = async (text) => text } = credentials
  let variable = false
  const secrets: MaskedValue[] = []
  const open = async (text: string) => {
    const value = await resolve(text)
    variable ||= value !== text
    secrets.push({ value, shown: value === text ? HIDDEN : text })
    return value
  }
  try {
    if (apiKey !== undefined) {
      const headers = { apikey: await open(apiKey) }
      return { headers, variable, secrets }
    }
    if (basic !== undefined) {
      const pair = `${await open(basic.user)}:${await open(basic.password)}`
      const credentials = Buffer.from(pair).toString('base64')
      secrets.push({ value: credentials, shown: HIDDEN })
      return { headers: { authorization: `Basic ${credentials}` }, variable, secrets }
    }
  } catch (error) {
    // The errors of variables name the reference, never a value.
    const why = error instanceof Error ? error.message : 'unknown'
    throw ApplicationFailure.retryable(
      `The credentials for Mambu can't be resolved: ${why}`,
      'MambuNotConfigured',
    )
  }
  throw ApplicationFailure.retryable('There are no credentials for Mambu', 'MambuNotConfigured')
}
