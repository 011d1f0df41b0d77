/**
 * The LMDB environment for counts and rows of requests, apart from the inbox: whatever becomes of it, deliveries are
 * accepted. What can't be read is put aside in its folder, and a new one begun.
 */
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Database, open } from 'lmdb'
import { isStartnodeError } from '../../errors/startnode-error.ts'
import { checkStoreFile } from '../../inbox/check-store-file.ts'
import type { InboxLog } from '../../inbox/inbox-log.ts'
import { lockInbox } from '../../inbox/lock-inbox.ts'
import { STORE_FILE } from '../../inbox/open-store.ts'
import { preallocateMap } from '../../inbox/preallocate-map.ts'
import { type AtRest, createAtRest } from '../../keys/at-rest.ts'
import type { Encryption } from '../../keys/encryption-keys.ts'

/** Process, what it counts (`h` hour, `d` day, `s` five minutes), number of that since 1970. */
export type CountKey = [process: string, unit: 'h' | 'd' | 's', number: number]
/** Log, place in it. */
export type RowsKey = [log: string, place: number]

export interface RequestStore {
  readonly counts: Database<Buffer, CountKey>
  readonly rows: Database<Buffer, RowsKey>
  readonly atRest: AtRest
  close(): Promise<void>
}

/** What could not be read, beside the new file. */
const ASIDE_FILE = 'unreadable.mdb'
const PROBE = 'probe'
/**
 * The file has its size from the start: a disk that fills up later takes what is written within it, and the native code
 * of LMDB may end the process after a write that it could not do. It grows where counts of a hundred processes need more.
 */
const MAP_BYTES = 32 << 20
const PRIVATE = { permissionsMode: 0o600 }

/**
 * Opens or makes the store.
 *
 * @param dir a folder for it alone, in that of the receiver's state
 * @returns null: there is none, and the log says why; counts are in memory only then
 * @example const store = await openRequestStore(join(config.stateDir, 'requests'), config.encryption, log)
 */
export async function openRequestStore(
  dir: string,
  encryption: Encryption | undefined,
  log?: InboxLog,
): Promise<RequestStore | null> {
  try {
    await mkdir(dir, { recursive: true, mode: 0o700 })
    const unlock = await lockInbox(dir)
    try {
      return await openLocked(dir, encryption, unlock, log)
    } catch (error) {
      await unlock()
      throw error
    }
  } catch (error) {
    log?.error(
      { err: error, folder: dir },
      'counts and log of requests can not be kept: they begin anew at the next start',
    )
    return null
  }
}

async function openLocked(
  dir: string,
  encryption: Encryption | undefined,
  unlock: () => Promise<void>,
  log?: InboxLog,
): Promise<RequestStore> {
  const atRest = createAtRest(encryption, 'startnode:requests:v1')
  try {
    await checkStoreFile(join(dir, STORE_FILE))
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    await putAside(dir, 'it is damaged', log)
  }
  let root = openRoot(dir)
  if (!isReadable(root.get(PROBE), atRest)) {
    await root.close()
    await putAside(dir, 'its encryption key is not among ENCRYPTION_KEYS', log)
    root = openRoot(dir)
  }
  try {
    await preallocateMap(join(dir, STORE_FILE), dir, MAP_BYTES)
    await root.put(PROBE, atRest.seal(Buffer.from('startnode')))
  } catch (error) {
    await root.close()
    throw error
  }
  return {
    counts: root.openDB<Buffer, CountKey>('counts', { encoding: 'binary' }),
    rows: root.openDB<Buffer, RowsKey>('rows', { encoding: 'binary' }),
    atRest,
    async close() {
      await root.close()
      await unlock()
    },
  }
}

/** Flushed as the inbox is: its file is never found half written. */
function openRoot(dir: string) {
  return open<Buffer, string>({
    path: dir,
    mapSize: MAP_BYTES,
    maxDbs: 4,
    encoding: 'binary',
    overlappingSync: false,
    ...PRIVATE,
  })
}

function isReadable(probe: Buffer | undefined, atRest: AtRest): boolean {
  if (probe === undefined) return true
  try {
    atRest.open(probe)
    return true
  } catch {
    return false
  }
}

async function putAside(dir: string, reason: string, log?: InboxLog): Promise<void> {
  const kept = join(dir, ASIDE_FILE)
  await rename(join(dir, STORE_FILE), kept)
  await rm(join(dir, 'lock.mdb'), { force: true })
  log?.error(
    { file: kept, reason },
    'kept counts and log of requests can not be read: put aside, and begun anew',
  )
}
