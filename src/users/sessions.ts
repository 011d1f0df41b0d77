/**
 * Sessions of the admin API, in the memory of one receiver: a restart logs everybody out. Only hashes of the tokens are
 * kept, so a memory dump opens nothing.
 */
import { createHash, randomBytes } from 'node:crypto'
import type { Role } from './role.ts'

export interface Session {
  readonly user: string
  readonly role: Role
  /** ISO 8601: when it ends at the latest. */
  readonly until: string
}

/** One that is open, without what opens it. */
export interface OpenSession {
  readonly user: string
  /** ISO 8601 each. */
  readonly openedAt: string
  readonly usedAt: string
  readonly until: string
  /** True: the one of the token that was given. */
  readonly own: boolean
}

export interface Sessions {
  /** Opens a session. @returns its token, to be given to the user and kept nowhere */
  open(user: { readonly name: string; readonly role: Role }): { token: string; session: Session }
  /** The session of a token, which is used by this; null: there is none, or it has ended. */
  use(token: string): Session | null
  /** All that are open, the one used last first. @param token of the one that asks; null: none does */
  list(token: string | null): OpenSession[]
  /**
   * Tells once when a session is closed before its time, so that what it still reads can end too.
   * @returns how to stop listening
   */
  onClose(token: string, listener: () => void): () => void
  close(token: string): void
  /** Ends every session of a user, as after a stolen laptop. */
  closeAll(user: string): void
}

const IDLE_MS = 60 * 60_000
const LASTS_MS = 12 * 60 * 60_000
const MAX_PER_USER = 20

interface Entry {
  readonly session: Session
  readonly openedAt: number
  readonly endsAt: number
  usedAt: number
  readonly listeners: Set<() => void>
}

/** @param now default: the clock, ms */
export function createSessions(now: () => number = Date.now): Sessions {
  const entries = new Map<string, Entry>()
  const hash = (token: string) => createHash('sha256').update(token).digest('hex')
  const isOver = (entry: Entry) => entry.endsAt <= now() || entry.usedAt + IDLE_MS <= now()
  const keysOf = (user: string) =>
    [...entries].filter(([, { session }]) => session.user === user).map(([key]) => key)
  function end(key: string): void {
    const listeners = entries.get(key)?.listeners ?? []
    entries.delete(key)
    for (const listener of listeners) listener()
  }

  return {
    open({ name, role }) {
      for (const [key, entry] of entries) if (isOver(entry)) end(key)
      for (const key of keysOf(name).slice(0, 1 - MAX_PER_USER)) end(key)
      const token = randomBytes(32).toString('base64url')
      const endsAt = now() + LASTS_MS
      const session = { user: name, role, until: new Date(endsAt).toISOString() }
      entries.set(hash(token), { session, openedAt: now(), endsAt, usedAt: now(), listeners: new Set() })
      return { token, session }
    },
    use(token) {
      const entry = entries.get(hash(token))
      if (entry === undefined || isOver(entry)) return null
      entry.usedAt = now()
      return entry.session
    },
    list(token) {
      const own = token === null ? null : hash(token)
      return [...entries]
        .filter(([, entry]) => !isOver(entry))
        .sort(([, a], [, b]) => b.usedAt - a.usedAt)
        .map(([key, { session, openedAt, usedAt }]) => ({
          user: session.user,
          openedAt: new Date(openedAt).toISOString(),
          usedAt: new Date(usedAt).toISOString(),
          until: session.until,
          own: key === own,
        }))
    },
    onClose(token, listener) {
      const listeners = entries.get(hash(token))?.listeners
      listeners?.add(listener)
      return () => listeners?.delete(listener)
    },
    close: (token) => end(hash(token)),
    closeAll(user) {
      for (const key of keysOf(user)) end(key)
    },
  }
}
