/** Development only: one editor `dev`, whose password lies in the state folder, so that it is in no log and no history. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AdminUser } from './parse-users.ts'
import { hashPassword, type PasswordHash, parsePasswordHash } from './password-hash.ts'

/** A drawn password of 144 bits needs no slow hash. */
const COST = { logN: 14, r: 8, p: 1 } as const

/**
 * The user `dev` with the password in `<stateDir>/admin-password` (mode 600), drawn unless the file is there.
 *
 * @throws NodeJS.ErrnoException when the file can be neither read nor written
 */
export async function drawDevUser(stateDir: string): Promise<{ user: AdminUser; file: string }> {
  const file = join(stateDir, 'admin-password')
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  try {
    writeFileSync(file, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const hash = await hashPassword(readFileSync(file, 'utf8').trim(), COST)
  const user: AdminUser = { name: 'dev', role: 'editor', password: parsePasswordHash(hash) as PasswordHash }
  return { user, file }
}
