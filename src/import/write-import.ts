import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { PlannedProcess } from './plan-import.ts'

/** What became of one process. */
export interface WrittenProcess {
  readonly process: string
  readonly version: string
  readonly state: 'new' | 'changed' | 'unchanged'
  /** The version that was moved to `versions/`; null: none. */
  readonly former: string | null
}

/** Folder of the older contents of a process, with a trailing slash. */
export const versionsOf = (dir: URL, process: string) => new URL(`versions/${process}/`, dir)

/**
 * Writes what was planned: first the older contents to `versions/<process>/<version>.conv.json`, then the new ones, each file as a
 * whole or not at all.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 */
export async function writeImport(dir: URL, planned: readonly PlannedProcess[]): Promise<WrittenProcess[]> {
  const written: WrittenProcess[] = []
  for (const { process, version, text, former } of planned) {
    const same = former?.text === text
    if (former !== null && !same)
      await writeWhole(new URL(`${former.version}.conv.json`, versionsOf(dir, process)), former.text)
    const file = former?.file ?? new URL(`${process}.conv.json`, dir)
    if (!same) await writeWhole(file, text)
    // A content that is the current one again is no older one.
    await rm(new URL(`${version}.conv.json`, versionsOf(dir, process)), { force: true })
    written.push({
      process,
      version,
      state: former === null ? 'new' : same ? 'unchanged' : 'changed',
      former: former === null || same ? null : former.version,
    })
  }
  return written
}

/**
 * Refuses to write where an installation runs from: there the processes are part of what was built.
 *
 * @throws StartnodeError `import_refused` with how to deploy
 */
export async function requireWritable(dir: URL, production: boolean): Promise<void> {
  const deploy =
    'Import in your project, where it is developed; look at the report, commit workflows/, build, and deploy: workers first, then receivers'
  if (production) throw new StartnodeError('import_refused', `Nothing is imported in production. ${deploy}`)
  const path = fileURLToPath(dir)
  await access(dir, constants.W_OK).catch((error: unknown) => {
    throw new StartnodeError('import_refused', `${path} can not be written. ${deploy}`, { cause: error })
  })
}

async function writeWhole(file: URL, text: string): Promise<void> {
  await mkdir(new URL('.', file), { recursive: true })
  const half = new URL(`${file.href}.half`)
  await writeFile(half, text)
  await rename(half, file)
  if ((await readFile(file, 'utf8')) !== text)
    throw new StartnodeError('import_refused', `${fileURLToPath(file)} was changed while it was written`)
}
