import { z } from 'zod'
import { ROLES } from '../../users/role.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import {
  type CallerSources,
  identifyCaller,
  readSessionCookie,
  SESSION_COOKIE,
  sourceOf,
} from '../serve/identify-caller.ts'

const TAG = 'Session'

/** Log-in and log-out. */
export function sessionEndpoints(sources: CallerSources): Endpoint[] {
  const { users, sessions } = sources
  return [
    defineEndpoint({
      method: 'post',
      path: '/session',
      role: null,
      tag: TAG,
      summary: 'Log in',
      description:
        'Sets the session cookie (HttpOnly, SameSite=Strict). A session ends after an hour without use, 12 hours at the latest. Slowed down per user and source after 5 failures in 15 minutes (429).',
      body: z.strictObject({ user: z.string().max(64), password: z.string().max(1_024) }),
      answer: z.object({ user: z.string(), role: z.enum(ROLES), until: z.string() }),
      async run({ body, request, response }) {
        const user = await users.verify(body.user, body.password, sourceOf(request))
        const { token, session } = sessions.open(user)
        response.cookie(SESSION_COOKIE, token, {
          httpOnly: true,
          sameSite: 'strict',
          secure: request.secure,
          path: '/',
        })
        return session
      },
    }),
    defineEndpoint({
      method: 'get',
      path: '/session',
      role: 'viewer',
      tag: TAG,
      summary: 'Who is logged in',
      answer: z.object({ user: z.string(), role: z.enum(ROLES) }),
      run: ({ caller }) => ({ user: caller.name, role: caller.role }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/session/user',
      role: null,
      tag: TAG,
      summary: 'Who is logged in, or nobody',
      description:
        'As `GET /session`, but nobody is an answer too: `user` and `role` are null then, and the status is 200.',
      answer: z.object({ user: z.string().nullable(), role: z.enum(ROLES).nullable() }),
      async run({ request }) {
        const caller = await identifyCaller(sources, request)
        return { user: caller?.name ?? null, role: caller?.role ?? null }
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/session',
      role: 'viewer',
      tag: TAG,
      summary: 'Log out',
      answer: null,
      run({ request, response }) {
        const token = readSessionCookie(request)
        if (token !== null) sessions.close(token)
        response.clearCookie(SESSION_COOKIE, { path: '/' })
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/sessions',
      role: 'viewer',
      tag: TAG,
      summary: 'Log out everywhere',
      description: 'Ends every session of the caller at this receiver.',
      answer: null,
      run({ caller, response }) {
        sessions.closeAll(caller.name)
        response.clearCookie(SESSION_COOKIE, { path: '/' })
      },
    }),
  ]
}
