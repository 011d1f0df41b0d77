import { z } from 'zod'
import type { MambuCalls } from '../../src/mambu/client/mambu-calls.ts'

/** A user of Mambu. */
export interface MambuUser {
  readonly key: string
  /** Null when Mambu does not know the user any more. */
  readonly username: string | null
}

/** A user, and what the bank lets them do. */
export interface MambuApprover extends MambuUser {
  /** Id of the user's role; null: none. */
  readonly role: string | null
  /** False for one who is locked or has left. */
  readonly active: boolean
}

const schema = z.object({ encodedKey: z.string().nullish(), username: z.string() })

const approver = z.object({
  encodedKey: z.string(),
  username: z.string(),
  userState: z.string().nullish(),
  role: z.object({ id: z.string().nullish() }).nullish(),
})

export function userActivities(calls: MambuCalls) {
  const read = (id: string) => calls.find(`/users/${encodeURIComponent(id)}`, { schema, what: 'user' })

  return {
    /** By key, id or user name; null: Mambu knows no such user. */
    async findUser(id: string): Promise<MambuUser | null> {
      const user = await read(id)
      return user === null ? null : { key: user.encodedKey ?? id, username: user.username }
    },

    /** The same with role and state, for what not every user may decide. */
    async findApprover(id: string): Promise<MambuApprover | null> {
      const path = `/users/${encodeURIComponent(id)}?detailsLevel=FULL`
      const user = await calls.find(path, { schema: approver, what: 'user' })
      if (user === null) return null
      const { encodedKey: key, username, userState, role } = user
      return { key, username, role: role?.id ?? null, active: (userState ?? 'ACTIVE') === 'ACTIVE' }
    },
  }
}
