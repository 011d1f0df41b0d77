/**
 * The last settings on the receiver's own disk, so that it starts while Temporal is down, and knows what it has seen.
 * A reader never sees half a file: written beside, flushed, then renamed over.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createAtRest } from '../keys/at-rest.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import { parseHead, snapshotOfHead } from './chain/parse-head.ts'
import { verifyHead } from './chain/seal-head.ts'
import type { Kept } from './chain/seen-settings.ts'
import { NO_STOPS, parseStops } from './chain/stops.ts'
import { parseSettingsSnapshot } from './settings-snapshot.ts'

/** What a worker keeps in its STATE_DIR, beside the `settings.json` of a receiver that shares it. */
export const WORKER_SETTINGS = 'settings-worker.json'

const PURPOSE = 'startnode:settings:v1'

/**
 * Keeps settings; readable for the owner only, and encrypted when a key is configured.
 *
 * @throws NodeJS.ErrnoException when the disk refuses; the file before stays whole
 */
export async function writeSettingsFile(
  file: string,
  { head, snapshot, stops }: Kept,
  encryption?: Encryption,
): Promise<void> {
  const kept = head === null ? snapshot : { head, stops }
  const directory = dirname(file)
  await mkdir(directory, { recursive: true })
  const beside = `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  try {
    const handle = await open(beside, 'wx', 0o600)
    try {
      await handle.writeFile(createAtRest(encryption, PURPOSE).seal(Buffer.from(`${JSON.stringify(kept)}\n`)))
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
 * Reads the kept settings.
 *
 * @param signingKeys one of them must have signed what is kept; what an older version kept is not signed at all
 * @returns null when there is no file
 * @throws Error saying why a file that is there can't be used: it must never count as none
 */
export function readSettingsFile(
  file: string,
  signingKeys: readonly Buffer[],
  encryption?: Encryption,
): Kept | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const kept: unknown = JSON.parse(createAtRest(encryption, PURPOSE).open(bytes).toString('utf8'))
  if (typeof kept === 'object' && kept !== null && 'head' in kept) {
    const { content, ...beside } = (kept.head ?? {}) as { content?: unknown }
    const head = parseHead(content, beside)
    if (head === null) throw new Error('it holds no settings')
    if (!verifyHead(signingKeys, head)) throw new Error('no key of SIGNING_KEYS has signed it')
    return { head, snapshot: snapshotOfHead(head), stops: parseStops('stops' in kept ? kept.stops : null) }
  }
  const snapshot = parseSettingsSnapshot(kept)
  if (snapshot === null) throw new Error('it holds no settings')
  return { head: null, snapshot, stops: NO_STOPS }
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
