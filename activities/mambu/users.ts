import { z } from 'zod'
import type { MambuCalls } from '../../src/mambu/mambu-calls.ts'

/** A user of Mambu. */
export interface MambuUser {
  readonly key: string
  /** Null when Mambu does not know the user any more. */
  readonly username: string | null
}

const schema = z.object({ encodedKey: z.string().nullish(), username: z.string() })

export function userActivities(calls: MambuCalls) {
  const read = (id: string) => calls.find(`/users/${encodeURIComponent(id)}`, { schema, what: 'user' })

  return {
    /** By key, id or user name; null: Mambu knows no such user. */
    async findUser(id: string): Promise<MambuUser | null> {
      const user = await read(id)
      return user === null ? null : { key: user.encodedKey ?? id, username: user.username }
    },
  }
}
