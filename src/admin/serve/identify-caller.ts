/** Who calls: a session cookie (console), Basic (scripts) or a token of the `startnode` command, in this order of trust. */
import type { Request, Response } from 'express'
import basicAuth from 'express-basic-auth'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { readAdminToken } from '../../users/admin-token.ts'
import type { AdminUser } from '../../users/parse-users.ts'
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
  const [scheme = '', text = ''] = (request.headers.authorization ?? '').trim().split(' ', 2)
  if (/^basic$/i.test(scheme)) {
    const user = await readBasic(users, request)
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

/**
 * Basic credentials, read by `express-basic-auth`, made for this request: what it finds out goes no other way than this promise.
 *
 * @throws StartnodeError `login_failed`, `login_limited`
 */
function readBasic(users: Users, request: Request): Promise<AdminUser> {
  return new Promise((resolve, reject) => {
    let user: AdminUser | undefined
    const next = (error?: unknown) => (user === undefined ? reject(error) : resolve(user))
    const read = basicAuth({
      authorizeAsync: true,
      // Our own stands in the answer: Basic would make a browser ask by itself, over the form of the console.
      challenge: false,
      authorizer(name, password, done: (error: null, isUser: true) => void) {
        users.verify(name, password, sourceOf(request)).then((found) => {
          user = found
          done(null, true)
          // Errors never go to its callback, which throws them outside of any request.
        }, next)
      },
      // Asked for when the header can't be read; the answer is ours too.
      unauthorizedResponse() {
        throw new StartnodeError('login_failed')
      },
    })
    // What it throws rejects the promise.
    read(request, request.res as Response, next)
    delete (request as { auth?: unknown }).auth
  })
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
