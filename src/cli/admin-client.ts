/** Calls the admin API of the receiver, as the holder of a signing key. */

import type { Config } from '../config.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { ADMIN_BASE, signAdminToken } from '../users/admin-token.ts'
import { cliActor } from './input/change-options.ts'

/**
 * Calls the admin API at ADMIN_URL.
 *
 * @param path below `/admin/v1`, with its query
 * @param signal default: 10 s
 * @param body sent as JSON with POST; default: it is read from
 * @throws StartnodeError `receiver_unreachable`, also when what answers there is no admin API of ours
 */
export async function callAdmin(
  config: Config,
  path: string,
  signal?: AbortSignal,
  body?: unknown,
): Promise<Response> {
  const { url } = config.admin
  const token = signAdminToken(config.signingKeys[0] as Buffer, cliActor())
  let response: Response
  try {
    response = await fetch(`${url}${ADMIN_BASE}${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      signal: signal ?? AbortSignal.timeout(10_000),
    })
  } catch (error) {
    const cause = ((error as Error).cause ?? error) as Error
    throw new StartnodeError(
      'receiver_unreachable',
      `No admin API answers at ${url}: ${cause.message}. It needs users in production (ADMIN_USERS); ADMIN_URL says where it is`,
    )
  }
  if (response.ok) return response
  const text = await response.text()
  throw new StartnodeError('receiver_unreachable', `The admin API at ${url} refused: ${messageOf(text)}`)
}

function messageOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } }
    return error?.message ?? text.slice(0, 200)
  } catch {
    return text.slice(0, 200)
  }
}
