/** Development only: production keys come from file or environment and are never drawn by us. */
import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve, sep } from 'node:path'

/** Writes `<stateDir>/signing-keys` and `encryption-keys` (mode 600), one fresh 256-bit key each, unless they are there. The folder is its owner's alone. */
export function drawKeys(stateDir: string): void {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 })
  closeToOthers(stateDir)
  for (const name of ['signing-keys', 'encryption-keys']) {
    const file = join(stateDir, name)
    if (!existsSync(file))
      writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
}

/** A folder of an earlier version was open to all; one that the project lies in is not ours to close. */
function closeToOthers(stateDir: string): void {
  const dir = resolve(stateDir)
  if (`${process.cwd()}${sep}`.startsWith(dir.endsWith(sep) ? dir : `${dir}${sep}`)) return
  try {
    chmodSync(dir, 0o700)
  } catch (error) {
    // Somebody else's folder: its files are closed all the same.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error
  }
}
