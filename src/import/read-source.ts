/** Reads what an import is given from the disk: one file, a folder, a ZIP. */
import { isUtf8 } from 'node:buffer'
import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import type { ExportFile } from '../diagram/read/read-export.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { type Bounds, isZip, readZip, ZIP_BOUNDS } from './read-zip.ts'

/**
 * Reads the files of an export.
 *
 * @param path a `.json`, a `.zip`, or a folder as a ZIP unpacks to; of a folder only `.json` files are looked at
 * @returns names as in the folder or ZIP, with `/`
 * @throws StartnodeError `export_unreadable`: nothing is there, a single file is no UTF-8, it is too large, or the ZIP is no good one
 */
export async function readSource(path: string): Promise<ExportFile[]> {
  const kind = await stat(path).catch((error: unknown) => {
    throw new StartnodeError('export_unreadable', `${path} can not be read: ${(error as Error).message}`, {
      cause: error,
    })
  })
  if (kind.isDirectory()) return readFolder(path)
  if (kind.size > ZIP_BOUNDS.bytes) throw tooLarge(path)
  return readBytes(basename(path), await readFile(path))
}

/**
 * Reads the bytes of one file, be it a process, a list, a folder export or a ZIP.
 *
 * @param bounds as `readZip` takes them
 * @throws StartnodeError `export_unreadable`
 */
export async function readBytes(
  name: string,
  bytes: Buffer,
  bounds: Bounds = ZIP_BOUNDS,
): Promise<ExportFile[]> {
  if (bytes.length > bounds.bytes) throw tooLarge(name, bounds)
  if (!isZip(bytes)) return [decode(name, bytes)]
  const packedFiles = (await readZip(bytes, bounds)).filter(({ name: inside }) => !isOfTheSystem(inside))
  return packedFiles.map(({ name: inside, bytes: packed }) => decodeOneOf(inside, packed))
}

async function readFolder(path: string): Promise<ExportFile[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  const names = entries
    // A link may lead anywhere, so none is followed.
    .filter((entry) => entry.isFile() && /\.json$/i.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((name) => !isOfTheSystem(relative(path, name).replaceAll(sep, '/')))
    .sort()
  if (names.length > ZIP_BOUNDS.entries) throw tooLarge(path)
  const files: ExportFile[] = []
  let left = ZIP_BOUNDS.bytes
  for (const name of names) {
    const bytes = await readFile(name)
    left -= bytes.length
    if (left < 0) throw tooLarge(path)
    files.push(decodeOneOf(relative(path, name).replaceAll(sep, '/'), bytes))
  }
  return files
}

/** What macOS lays beside each file of a ZIP (`__MACOSX/._loan.conv.json`), and what is hidden: nothing of it is of MPO. */
function isOfTheSystem(name: string): boolean {
  return name.split(/[/\\]/).some((step) => step === '__MACOSX' || /^\.[^.]/.test(step))
}

function decode(name: string, bytes: Buffer): ExportFile {
  if (isUtf8(bytes)) return { name, text: bytes.toString('utf8') }
  throw new StartnodeError('export_unreadable', `${name} is no UTF-8, as exports of MPO are: export it anew`)
}

/** One of several: the others are read all the same, and this one is a problem of the export. */
function decodeOneOf(name: string, bytes: Buffer): ExportFile {
  return isUtf8(bytes) ? decode(name, bytes) : { name, text: '', isUtf8: false }
}

function tooLarge(path: string, { entries, bytes }: Bounds = ZIP_BOUNDS): StartnodeError {
  return new StartnodeError(
    'export_unreadable',
    `${path} is larger than an import takes: ${entries} files, ${bytes} bytes`,
  )
}
