/**
 * The last snapshot of the settings on the receiver's own disk, so that it starts while Temporal is down.
 * A reader never sees half a file: written beside, flushed, then renamed over.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createAtRest } from '../keys/at-rest.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import { parseSettingsSnapshot } from './settings-snapshot.ts'
import type { SettingsSnapshot } from './snapshot.ts'

const PURPOSE = 'startnode:settings:v1'

/**
 * Keeps a snapshot; readable for the owner only, and encrypted when a key is configured.
 *
 * @throws NodeJS.ErrnoException when the disk refuses; the file before stays whole
 */
export async function writeSettingsFile(
  file: string,
  snapshot: SettingsSnapshot,
  encryption?: Encryption,
): Promise<void> {
  const directory = dirname(file)
  await mkdir(directory, { recursive: true })
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(
        createAtRest(encryption, PURPOSE).seal(Buffer.from(`${JSON.stringify(snapshot)}\n`)),
      )
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(beside, file)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
  await syncDirectory(directory)
}

/**
 * Reads the kept snapshot.
 *
 * @returns null when there is no file
 * @throws Error saying why a file that is there can't be used
 */
export function readSettingsFile(file: string, encryption?: Encryption): SettingsSnapshot | null {
  let kept: Buffer
  try {
    kept = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const snapshot = parseSettingsSnapshot(
    JSON.parse(createAtRest(encryption, PURPOSE).open(kept).toString('utf8')),
  )
  if (snapshot === null) throw new Error('it is not a snapshot of settings')
  return snapshot
}

/** A rename is on the disk once its directory is. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
