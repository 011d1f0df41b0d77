/** How a call says who it is. Values exist in memory for one call only: never in a message, a log or a history. */
import { ApplicationFailure } from '@temporalio/common'

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

/**
 * The headers of one call.
 *
 * @throws ApplicationFailure `MambuNotConfigured` (retried, a person can repair it meanwhile) when there are none
 */
export async function credentialHeaders(credentials: MambuCredentials): Promise<Record<string, string>> {
  const { apiKey, basic, resolve = async (text) => text } = credentials
  try {
    if (apiKey !== undefined) return { apikey: await resolve(apiKey) }
    if (basic !== undefined) {
      const pair = `${await resolve(basic.user)}:${await resolve(basic.password)}`
      return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` }
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
