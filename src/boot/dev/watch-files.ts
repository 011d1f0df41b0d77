/**
 * Watches folders by looking at them. The file system's own word is not the same everywhere, has no start, and comes for each
 * half of a save; a look at a hundred files takes a millisecond.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Between two looks, ms. */
const LOOKS_EVERY_MS = 150
/** What processes and activities are made of; examples and words beside them are not. */
const COUNTS = /^(?!.*\.example\.json$).*\.(?:[cm]?[jt]s|json)$/
const SKIPPED = new Set(['node_modules', 'dist'])

/** Files as they are at one moment. */
export interface Files {
  /** By path from the folder above: the SHA-256 of each. */
  readonly digests: ReadonlyMap<string, string>
}

/** @returns the paths that are new, gone or other, in order */
export function changedFiles(before: Files, after: Files): string[] {
  const paths = new Set([...before.digests.keys(), ...after.digests.keys()])
  return [...paths].filter((path) => before.digests.get(path) !== after.digests.get(path)).sort()
}

/** One digest of all files that `isIt` picks. */
export function digestOfFiles({ digests }: Files, isIt: (path: string) => boolean): string {
  const hash = createHash('sha256')
  for (const [path, digest] of [...digests].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (isIt(path)) hash.update(`${path}\0${digest}\n`)
  return hash.digest('hex')
}

/** Looks at folders again and again. */
export interface FileLooker {
  /** What is there now. A folder that is not there is empty. */
  look(): Files
  /**
   * Waits until the files are other than `before`, and stay the same from one look to the next: several files that are written
   * together are one change.
   *
   * @throws AbortError
   */
  changeFrom(before: Files, signal: AbortSignal): Promise<Files>
}

interface Seen {
  readonly stamp: string
  readonly digest: string
}

/** @param folders absolute paths; paths are said from the folder above each, e.g. `workflows/index.ts` */
export function createFileLooker(folders: readonly string[]): FileLooker {
  let seen = new Map<string, Seen>()

  function look(): Files {
    const now = new Map<string, Seen>()
    for (const folder of folders)
      for (const path of listFiles(folder)) {
        const name = relative(join(folder, '..'), path).split(sep).join('/')
        const one = lookAt(path, seen.get(name))
        if (one !== null) now.set(name, one)
      }
    seen = now
    return { digests: new Map([...now].map(([name, { digest }]) => [name, digest])) }
  }

  return {
    look,
    async changeFrom(before, signal) {
      for (;;) {
        await sleep(LOOKS_EVERY_MS, undefined, { signal })
        let files = look()
        if (changedFiles(before, files).length === 0) continue
        for (;;) {
          await sleep(LOOKS_EVERY_MS, undefined, { signal })
          const next = look()
          if (changedFiles(files, next).length === 0) break
          files = next
        }
        if (changedFiles(before, files).length > 0) return files
      }
    },
  }
}

function listFiles(folder: string): string[] {
  return entriesOf(folder).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) return []
    if (entry.isDirectory()) return listFiles(path)
    return COUNTS.test(entry.name) ? [path] : []
  })
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (isGone(error)) return []
    throw error
  }
}

/** Read only where its stamp is another one. Null: it went between the list and the look. */
function lookAt(path: string, before: Seen | undefined): Seen | null {
  try {
    const { mtimeMs, ctimeMs, size, ino } = statSync(path)
    const stamp = `${mtimeMs} ${ctimeMs} ${size} ${ino}`
    if (before?.stamp === stamp) return before
    return { stamp, digest: createHash('sha256').update(readFileSync(path)).digest('hex') }
  } catch (error) {
    if (isGone(error)) return null
    throw error
  }
}

const isGone = (error: unknown) =>
  ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code))
