/** Auth that lets nobody in: what is known of it from the settings alone, before a webhook meets it. */
import { z } from 'zod'
import { checkAuth } from '../direct-url/check-auth.ts'
import { isStartnodeError } from '../errors/startnode-error.ts'
import { type ResolveSecret, resolveSecrets } from '../settings/resolve-secrets.ts'
import { type Auth, type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'
import { findVariableReferences } from './variable-references.ts'

/** In the answer of a change. */
export const warnings = z
  .array(z.string())
  .describe('What the change has done beside what was asked for; the console shows them')

/**
 * Why a process refuses every request, also one with the right credentials; null when it does not. The very check of the
 * receiver is asked.
 *
 * @param keys of `config.encryption.keys`
 * @returns names the reference that leads nowhere, never a value
 * @example whyRefused(snapshot, keys, 'loan-approved') // '{{env_var[@hook].pass}}: there is no such variable'
 */
export function whyRefused(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  process: string,
): string | null {
  return whyAuthRefuses(snapshot, keys, startNodeState(snapshot, process).auth)
}

/** The same for an auth that is not in the settings yet. */
export function whyAuthRefuses(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  auth: Auth,
): string | null {
  const resolve = resolveSecrets(snapshot, keys)
  try {
    checkAuth(auth, rightHeaders(auth, resolve), resolve)
    return null
  } catch (error) {
    const cause = isStartnodeError(error) && error.cause instanceof Error ? error.cause : (error as Error)
    return isStartnodeError(cause) && cause.code === 'credentials_wrong' ? 'a value is empty' : cause.message
  }
}

/** `whyRefused` as a sentence for whoever has just changed something; nothing when nobody is refused. */
export function warnOfRefusal(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  processes: readonly string[],
): string[] {
  return [...new Set(processes)].flatMap((process) => {
    const why = whyRefused(snapshot, keys, process)
    return why === null
      ? []
      : [`${process} refuses every request (401): its credentials can't be given: ${why}`]
  })
}

/**
 * The same after a change of a variable, for all whose auth refers to it.
 *
 * @param before the settings before the change: an id is known as a name only while there is the variable
 */
export function warnOfVariable(
  { before, after }: { readonly before: SettingsSnapshot; readonly after: SettingsSnapshot },
  keys: readonly Buffer[],
  name: string,
): string[] {
  const users = [before, after].flatMap((snapshot) =>
    findVariableReferences(snapshot, keys).filter(({ variable }) => variable === name),
  )
  return warnOfRefusal(
    after,
    keys,
    users.map(({ process }) => process),
  )
}

/** As node:http gives the headers of a client that knows the credentials and sends UTF-8. */
function rightHeaders(auth: Auth, resolve: ResolveSecret): Record<string, string> {
  if (auth.type === 'none') return {}
  if (auth.type === 'header') {
    // Node's parser gives no request one.
    if (auth.name === '__proto__') throw new Error('no header of that name can be read')
    return { [auth.name.toLowerCase()]: asSent(resolve(auth.value).use()) }
  }
  const user = resolve(auth.user).use()
  if (user.includes(':')) throw new Error('the user has a colon, where Basic ends it (RFC 7617)')
  const pair = Buffer.from(`${user}:${resolve(auth.pass).use()}`).toString('base64')
  return { authorization: `Basic ${pair}` }
}

/** @throws Error where no header can carry the text (RFC 9110 section 5.5) */
function asSent(text: string): string {
  // A tab may; those above U+007F are sent as two bytes that may.
  if (/(?![\t\x80-\x9f])\p{Cc}/u.test(text))
    throw new Error('the value has a control character, which no header can carry')
  if (/^[ \t]|[ \t]$/.test(text))
    throw new Error('the value begins or ends with a blank, which every header loses on its way')
  return Buffer.from(text).toString('latin1')
}
