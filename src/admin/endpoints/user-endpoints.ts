/** Who may log in, and who is logged in. Users are set in the environment of a receiver, so nothing here adds one. */
import { z } from 'zod'
import { StartnodeError } from '../../errors/startnode-error.ts'
import type { AdminUser } from '../../users/parse-users.ts'
import { ROLES } from '../../users/role.ts'
import type { Sessions } from '../../users/sessions.ts'
import { defineEndpoint, type Endpoint } from '../serve/endpoint.ts'
import { readSessionCookie } from '../serve/identify-caller.ts'

const TAG = 'Session'

export const sessionRow = z.object({
  user: z.string(),
  openedAt: z.string(),
  usedAt: z.string(),
  until: z.string().describe('When it ends at the latest'),
  own: z.boolean().describe('True: the session that asks'),
})

export const userRow = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  sessions: z.number().describe('Open ones at this receiver'),
  lastUsedAt: z.string().nullable().describe('Of the open sessions; null: none is open'),
})

export function userEndpoints({
  users,
  sessions,
}: {
  users: readonly AdminUser[]
  sessions: Sessions
}): Endpoint[] {
  return [
    defineEndpoint({
      method: 'get',
      path: '/sessions',
      role: 'viewer',
      tag: TAG,
      summary: 'List the open sessions of the caller',
      description: 'At this receiver, the one used last first.',
      answer: z.object({ sessions: z.array(sessionRow) }),
      run: ({ caller, request }) => ({
        sessions: sessions.list(readSessionCookie(request)).filter(({ user }) => user === caller.name),
      }),
    }),
    defineEndpoint({
      method: 'get',
      path: '/users',
      role: 'editor',
      tag: TAG,
      summary: 'List who may log in',
      description: 'Names and roles; never a hash.',
      answer: z.object({ users: z.array(userRow) }),
      run() {
        const open = sessions.list(null)
        return {
          users: users.map(({ name, role }) => {
            const own = open.filter(({ user }) => user === name)
            return { name, role, sessions: own.length, lastUsedAt: own[0]?.usedAt ?? null }
          }),
        }
      },
    }),
    defineEndpoint({
      method: 'delete',
      path: '/users/{user}/sessions',
      role: 'editor',
      tag: TAG,
      summary: 'Log a user out everywhere',
      description: 'Ends every session of the user at this receiver. The password stays as it is.',
      params: z.strictObject({ user: z.string().max(64) }),
      answer: null,
      run({ params: { user } }) {
        if (!users.some(({ name }) => name === user))
          throw new StartnodeError('request_invalid', `There is no user '${user}'`)
        sessions.closeAll(user)
      },
    }),
  ]
}
