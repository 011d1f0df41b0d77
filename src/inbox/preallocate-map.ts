import { open } from 'node:fs/promises'

const CHUNK = Buffer.alloc(1 << 20)

/**
 * Writes zeros behind the end of a file until it has `bytes`, and flushes it with its folder: a disk too small shows
 * now, not after a 200. Must run before anything else writes to the file; a file long enough is left as it is.
 *
 * @throws the file system's error, e.g. ENOSPC
 */
export async function preallocateMap(file: string, folder: string, bytes: number): Promise<void> {
  const map = await open(file, 'r+')
  try {
    let { size } = await map.stat()
    while (size < bytes) {
      const { bytesWritten } = await map.write(CHUNK, 0, Math.min(CHUNK.length, bytes - size), size)
      size += bytesWritten
    }
    await map.sync()
  } finally {
    await map.close()
  }
  const parent = await open(folder, 'r')
  try {
    await parent.sync()
  } finally {
    await parent.close()
  }
}
