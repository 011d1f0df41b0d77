/** Who calls: a session cookie (console), Basic (scripts) or a token of the `startnode` command, in this order of trust. */
import type { Request } from 'express'
import { readAdminToken } from '../../users/admin-token.ts'
import type { Role } from '../../users/role.ts'
import type { Sessions } from '../../users/sessions.ts'
import type { Users } from '../../users/users.ts'

export interface Caller {
  readonly name: string
  readonly role: Role
  /** For the audit: `api:<user>`, or what the command said it is. */
  readonly actor: string
  /** How it was shown; only a cookie is sent by a browser without being asked. */
  readonly by: 'cookie' | 'basic' | 'token'
}

export const SESSION_COOKIE = 'startnode_session'

export interface CallerSources {
  readonly users: Users
  readonly sessions: Sessions
  readonly signingKeys: readonly Buffer[]
}

/**
 * The caller of a request, or null when it shows nothing.
 *
 * @throws StartnodeError `login_failed`, `login_limited` for Basic credentials that are not good
 */
export async function identifyCaller(
  { users, sessions, signingKeys }: CallerSources,
  request: Request,
): Promise<Caller | null> {
  const [scheme = '', text = ''] = (request.headers.authorization ?? '').split(' ', 2)
  if (/^basic$/i.test(scheme)) {
    const pair = Buffer.from(text, 'base64').toString('utf8')
    const colon = pair.indexOf(':')
    const [name, password] = colon < 0 ? [pair, ''] : [pair.slice(0, colon), pair.slice(colon + 1)]
    const user = await users.verify(name, password, sourceOf(request))
    return { name: user.name, role: user.role, actor: `api:${user.name}`, by: 'basic' }
  }
  if (/^bearer$/i.test(scheme)) {
    const actor = readAdminToken(signingKeys, text)
    if (actor !== null) return { name: actor, role: 'viewer', actor, by: 'token' }
  }
  const token = readSessionCookie(request)
  const session = token === null ? null : sessions.use(token)
  if (session === null) return null
  return { name: session.user, role: session.role, actor: `api:${session.user}`, by: 'cookie' }
}

/** The token in the session cookie; null without one. */
export function readSessionCookie(request: Request): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2)
    if (name === SESSION_COOKIE && value) return value
  }
  return null
}

/** Address of the sender; behind a proxy that is trusted (TRUST_PROXY) the one the proxy names. */
export function sourceOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? 'unknown'
}
