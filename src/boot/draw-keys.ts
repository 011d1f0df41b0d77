/** Development only: production keys come from file or environment and are never drawn by us. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `<stateDir>/signing-keys` and `encryption-keys` (mode 600), one fresh 256-bit key each, unless they are there. */
export function drawKeys(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true })
  for (const name of ['signing-keys', 'encryption-keys']) {
    const file = join(stateDir, name)
    if (!existsSync(file))
      writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
}
