/**
 * The LMDB environment of an inbox.
 *
 * `overlappingSync: false` is what the promise of an acknowledgement rests on: a write's promise then resolves after
 * the commit of its whole group was flushed to disk (data, then meta page), never before. Must never be opened with
 * `noSync`, `separateFlushed` or overlapping sync.
 */
import { join } from 'node:path'
import { type Database, open } from 'lmdb'
import { checkStoreFile } from './check-store-file.ts'
import { preallocateMap } from './preallocate-map.ts'

/** LMDB's name for the file it keeps in a folder. */
export const STORE_FILE = 'data.mdb'

/**
 * Sequence number first, so that keys lie in the order of acceptance. Of a group (groups/) that of its last delivery, so that a
 * version before gives none of its numbers again, and no lane; with a lane it is one delivery, as versions before kept them, or one put aside.
 */
export type RecordKey = [seq: number, lane: string]

export interface Store {
  /** Deliveries on their way. */
  readonly records: Database<Buffer, RecordKey>
  /** Deliveries that Temporal refused for good. */
  readonly stuck: Database<Buffer, RecordKey>
  /** Writes something of no meaning, to learn whether writing works. */
  probe(): Promise<void>
  /** Bytes of the map that hold something; deleted pages do not count, they are used again. */
  usedBytes(): number
  close(): Promise<void>
}

interface TreeStats {
  readonly pageSize: number
  readonly treeBranchPageCount: number
  readonly treeLeafPageCount: number
  readonly overflowPages: number
}

/** Bodies are nobody else's business, whoever made the folder. lmdb takes the option but has no type for it. */
const PRIVATE = { permissionsMode: 0o600 }

/**
 * Opens or creates the file in the folder and gives the file its full size.
 *
 * @throws StartnodeError `inbox_unwritable` when the file is damaged
 */
export async function openStore(dir: string, mapBytes: number): Promise<Store> {
  await checkStoreFile(join(dir, STORE_FILE))
  const root = open<Buffer, string>({
    path: dir,
    mapSize: mapBytes,
    maxDbs: 4,
    encoding: 'binary',
    overlappingSync: false,
    ...PRIVATE,
  })
  const records = root.openDB<Buffer, RecordKey>('records', { encoding: 'binary' })
  const stuck = root.openDB<Buffer, RecordKey>('stuck', { encoding: 'binary' })
  try {
    await preallocateMap(join(dir, STORE_FILE), dir, mapBytes)
  } catch (error) {
    await root.close()
    throw error
  }
  return {
    records,
    stuck,
    probe: async () => void (await root.put('probe', Buffer.from(String(Date.now())))),
    usedBytes() {
      const stats = records.getStats() as TreeStats & { root: TreeStats; free: TreeStats }
      const trees = [stats, stuck.getStats() as TreeStats, stats.root, stats.free]
      const pages = trees.reduce(
        (sum, tree) => sum + tree.treeBranchPageCount + tree.treeLeafPageCount + tree.overflowPages,
        2,
      )
      return pages * stats.pageSize
    },
    close: () => root.close(),
  }
}
