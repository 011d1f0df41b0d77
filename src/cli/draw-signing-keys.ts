/** Development only: production keys come from file or environment and are never drawn by us. */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Writes `<stateDir>/signing-keys` (mode 600) with one fresh 256-bit key, unless the file is there. */
export function drawSigningKeys(stateDir: string): void {
  const file = join(stateDir, 'signing-keys')
  if (existsSync(file)) return
  mkdirSync(stateDir, { recursive: true })
  writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
}
