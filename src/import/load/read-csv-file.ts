import { readFile, stat } from 'node:fs/promises'
import { TextDecoder } from 'node:util'
import { StartnodeError } from '../../errors/startnode-error.ts'

/** Of 100,000 tasks of 2 kB, which is MPO's limit for one of a state diagram, with room. */
const MAX_BYTES = 512 * 1024 * 1024

/**
 * Reads a CSV file as text.
 *
 * @param encoding as `TextDecoder` knows it, e.g. `windows-1251`
 * @throws StartnodeError `export_unreadable`: it is not there, too large, or not of that encoding; `usage` for an unknown encoding
 */
export async function readCsvFile(path: string, encoding = 'utf-8'): Promise<string> {
  const decoder = makeDecoder(encoding)
  let bytes: Buffer
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) throw new Error(`it has ${size} bytes, more than ${MAX_BYTES}`)
    bytes = await readFile(path)
  } catch (error) {
    throw new StartnodeError('export_unreadable', `${path} can not be read: ${(error as Error).message}`, {
      cause: error,
    })
  }
  try {
    return decoder.decode(bytes)
  } catch (error) {
    throw new StartnodeError('export_unreadable', `${path} is no ${encoding}: name its --encoding`, {
      cause: error,
    })
  }
}

function makeDecoder(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true })
  } catch (error) {
    throw new StartnodeError('usage', `There is no encoding '${encoding}', e.g. utf-8, windows-1251`, {
      cause: error,
    })
  }
}
