/** Files that people edit: what an editor or a shell adds to them by itself is not meant. */
import { readFileSync } from 'node:fs'
import { StartnodeError } from '../errors/startnode-error.ts'

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The text of a file that somebody edits: a password, a value, keys, a payload. Without the byte order mark that Windows tools put
 * first, and without the one line end that stands last.
 *
 * @throws StartnodeError `usage` when it is UTF-16, as PowerShell writes, or no UTF-8 at all
 * @example editedText(Buffer.from('\ufeffsecret\r\n')) // 'secret'
 */
export function editedText(bytes: Uint8Array): string {
  const [first, second] = bytes
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new StartnodeError('usage', 'it is UTF-16: save it as UTF-8')
  try {
    return UTF8.decode(bytes)
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '')
  } catch {
    throw new StartnodeError('usage', 'it is not UTF-8: save it as UTF-8')
  }
}

/**
 * Reads a file that somebody edits, as `editedText`.
 *
 * @param file its path, or 0 for standard input
 * @throws StartnodeError `usage`, with the name of the file
 */
export function readEditedFile(file: string | URL | 0): string {
  const name = file === 0 ? 'Standard input' : String(file)
  try {
    return editedText(readFileSync(file))
  } catch (error) {
    throw new StartnodeError('usage', `${name}: ${(error as Error).message}`, { cause: error })
  }
}
