import type { Readable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl'
import { StartnodeError } from '../errors/startnode-error.ts'

/** A file of a ZIP; its name is the path in it. */
export interface PackedFile {
  readonly name: string
  readonly bytes: Buffer
}

/** Most entries, and most bytes unpacked, of all together. */
export interface Bounds {
  readonly entries: number
  readonly bytes: number
}

/** A project of MPO with a thousand processes stays far below these. */
export const ZIP_BOUNDS: Bounds = { entries: 20_000, bytes: 256 * 1024 * 1024 }

/**
 * Unpacks the `.json` files of a ZIP in memory; nothing is written anywhere.
 *
 * @throws StartnodeError `export_unreadable`: it is no ZIP, is damaged or encrypted, has a path that leads out of it, or is too large
 */
export async function readZip(bytes: Buffer, bounds: Bounds = ZIP_BOUNDS): Promise<PackedFile[]> {
  const zip = await open(bytes)
  try {
    if (zip.entryCount > bounds.entries)
      throw refuse(`it has ${zip.entryCount} entries, and ${bounds.entries} are taken at most`)
    const files: PackedFile[] = []
    let left = bounds.bytes
    for await (const entry of zip.eachEntry()) {
      if (!/\.json$/i.test(entry.fileName)) continue
      if (entry.uncompressedSize > left) throw refuse(`it unpacks to more than ${bounds.bytes} bytes`)
      left -= entry.uncompressedSize
      files.push({ name: entry.fileName, bytes: await unpack(zip, entry) })
    }
    return files
  } catch (error) {
    throw error instanceof StartnodeError ? error : refuse((error as Error).message, error)
  } finally {
    zip.close()
  }
}

/** A ZIP begins with its first entry, or with its end when it has none. */
export function isZip(bytes: Buffer): boolean {
  return (
    bytes.length >= 4 && bytes.readUInt16LE(0) === 0x4b50 && [0x0403, 0x0605].includes(bytes.readUInt16LE(2))
  )
}

async function open(bytes: Buffer): Promise<ZipFile> {
  try {
    return await fromBufferPromise(bytes, { lazyEntries: true, strictFileNames: false })
  } catch (error) {
    throw refuse((error as Error).message, error)
  }
}

/** The library holds the size to what the entry says, so the bounds hold; the check sum is for damage. */
async function unpack(zip: ZipFile, entry: Entry): Promise<Buffer> {
  if (entry.isEncrypted()) throw refuse(`${entry.fileName} is encrypted`)
  const stream: Readable = await zip.openReadStreamPromise(entry)
  const bytes = Buffer.concat(await stream.toArray())
  if (crc32(bytes) !== entry.crc32) throw refuse(`${entry.fileName} is damaged: its check sum differs`)
  return bytes
}

function refuse(why: string, cause?: unknown): StartnodeError {
  return new StartnodeError('export_unreadable', `The ZIP can not be read: ${why}`, { cause })
}
