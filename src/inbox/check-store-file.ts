/**
 * Looks at the file of a store before LMDB maps it: LMDB believes what its first pages say, and a damaged one ends the
 * whole process by a signal, without a word. Reads only. Layout: `MDB_page_header` and `MDB_meta` of the LMDB that lmdb brings
 * (data version 2, 64 bit, little endian).
 */
import { type FileHandle, open } from 'node:fs/promises'
import { StartnodeError } from '../errors/startnode-error.ts'

const META_BYTES = 168
const MAGIC = 0xbeefc0de
const VERSION = 2
const P_META = 0x08
const P_TREE = 0x03
/** What stands for the root of an empty tree. */
const NO_PAGE = 0xffff_ffff_ffff_ffffn
const MAX_DEPTH = 32

interface Meta {
  readonly pageSize: number
  readonly lastPage: bigint
  readonly txn: bigint
  readonly trees: readonly { readonly root: bigint; readonly depth: number }[]
}

/**
 * Returns when the file is not there, or looks like a store.
 *
 * @throws StartnodeError `inbox_unwritable` naming the file and what is wrong; nothing of it was changed
 */
export async function checkStoreFile(path: string): Promise<void> {
  let file: FileHandle
  try {
    file = await open(path, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  try {
    const damage = await findDamage(file)
    if (damage !== null) {
      throw new StartnodeError(
        'inbox_unwritable',
        `The inbox file ${path} is damaged: ${damage}. Nothing was changed in it. Bring a good copy back, or move it away to begin with an empty inbox: what was acknowledged and not yet sent is in it`,
      )
    }
  } finally {
    await file.close()
  }
}

async function findDamage(file: FileHandle): Promise<string | null> {
  const { size } = await file.stat()
  if (size === 0) return 'it has 0 bytes'
  const first = await readMeta(file, 0)
  if (typeof first === 'string') return first
  const second = await readMeta(file, first.pageSize)
  if (typeof second === 'string') return second
  if (second.pageSize !== first.pageSize) return 'its first pages contradict each other'
  const current = second.txn > first.txn ? second : first
  const pages = BigInt(Math.floor(size / current.pageSize))
  if (current.lastPage >= pages) return `it is cut: it has ${pages} of ${current.lastPage + 1n} pages`
  for (const { root } of current.trees) {
    if (root !== NO_PAGE && !(await isTreePage(file, root, current.pageSize)))
      return `page ${root} is not what it should be`
  }
  return null
}

async function readMeta(file: FileHandle, at: number): Promise<Meta | string> {
  const page = await read(file, at, META_BYTES)
  if (page.length < META_BYTES) return 'it is cut within its first pages'
  if (page.readUInt32LE(24) !== MAGIC || (page.readUInt16LE(18) & P_META) === 0) return 'it is no LMDB file'
  const version = page.readUInt32LE(28)
  if (version !== VERSION) return `its format has version ${version}, not ${VERSION}`
  const pageSize = page.readUInt32LE(48)
  const lastPage = page.readBigUInt64LE(144)
  const trees = [48, 96].map((tree) => ({
    root: page.readBigUInt64LE(tree + 40),
    depth: page.readUInt16LE(tree + 6),
  }))
  const isPowerOfTwo = pageSize >= 512 && pageSize <= 65_536 && (pageSize & (pageSize - 1)) === 0
  const isSound = trees.every(
    ({ root, depth }) => (root === NO_PAGE || (root > 1n && root <= lastPage)) && depth <= MAX_DEPTH,
  )
  if (!isPowerOfTwo || !isSound) return 'its first pages hold nonsense'
  return { pageSize, lastPage, txn: page.readBigUInt64LE(152), trees }
}

async function isTreePage(file: FileHandle, number: bigint, pageSize: number): Promise<boolean> {
  const page = await read(file, Number(number) * pageSize, 24)
  return page.length === 24 && page.readBigUInt64LE(0) === number && (page.readUInt16LE(18) & P_TREE) !== 0
}

async function read(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at)
  return buffer.subarray(0, bytesRead)
}
