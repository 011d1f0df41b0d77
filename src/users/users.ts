/** Checks names and passwords of admin users, at a bounded cost and without telling which of the two was wrong. */
import { createHmac, randomBytes } from 'node:crypto'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { LoginLimiter } from './login-limiter.ts'
import type { AdminUser } from './parse-users.ts'
import { type PasswordHash, verifyPassword } from './password-hash.ts'

export interface Users {
  /**
   * The user with this name and password.
   *
   * @param source address of the sender
   * @throws StartnodeError `login_failed`; `login_limited` with Retry-After after too many failures, or while too many
   * others log in
   */
  verify(name: string, password: string, source: string): Promise<AdminUser>
}

/** A hash takes 32 MiB and a thread of the pool, which the inbox needs too. */
const MAX_WAITING = 8
const REMEMBERED_MS = 5 * 60_000
const MAX_REMEMBERED = 100
/** Characters; no name is longer. */
const MAX_NAME = 64
/** Costs what a real one costs. */
const NOBODY: PasswordHash = { logN: 15, r: 8, p: 3, salt: randomBytes(16), hash: randomBytes(32) }

/** @param now default: the clock, ms */
export function createUsers(
  list: readonly AdminUser[],
  limiter: LoginLimiter,
  now: () => number = Date.now,
): Users {
  const byName = new Map(list.map((user) => [user.name, user]))
  // A script with Basic sends its password with every call; what was right is right for a while without hashing again.
  const memoryKey = randomBytes(32)
  const remembered = new Map<string, number>()
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0

  function memoryOf(name: string, password: string): string {
    return createHmac('sha256', memoryKey)
      .update(JSON.stringify([name, password]))
      .digest('base64url')
  }

  /** One hash at a time. */
  async function check(hash: PasswordHash, password: string): Promise<boolean> {
    if (waiting >= MAX_WAITING) throw limited(2)
    waiting += 1
    const checked = queue.then(() => verifyPassword(hash, password))
    queue = checked.catch(() => {})
    try {
      return await checked
    } finally {
      waiting -= 1
    }
  }

  return {
    async verify(name, password, source) {
      const user = byName.get(name)
      // What strangers send is counted by its beginning, or it would take the memory it likes.
      const counted = name.slice(0, MAX_NAME)
      const memory = memoryOf(name, password)
      // Before the memory, or it could be asked for guesses without end.
      const wait = limiter.waitSeconds(counted, source)
      if (wait > 0) throw limited(wait)
      if (user && (remembered.get(memory) ?? 0) > now()) return user
      const right = await check(user?.password ?? NOBODY, password)
      if (!user || !right) {
        limiter.failed(counted, source)
        throw new StartnodeError('login_failed')
      }
      limiter.succeeded(counted, source)
      if (remembered.size >= MAX_REMEMBERED) remembered.clear()
      remembered.set(memory, now() + REMEMBERED_MS)
      return user
    },
  }
}

function limited(seconds: number): StartnodeError {
  return new StartnodeError('login_limited', undefined, { retryAfter: seconds })
}
