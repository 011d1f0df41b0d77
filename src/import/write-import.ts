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

const DEPLOY =
  'Import in your project, where it is developed; look at the report, commit workflows/, build, and deploy: workers first, then receivers'

/**
 * Why nothing may be written where an installation runs from, with how to deploy; null: it may. There the processes are part of what
 * was built.
 *
 * @param allowed what the configuration says of it; null: nothing, so the folder decides
 */
export async function findWriteRefusal(dir: URL, allowed: boolean | null): Promise<string | null> {
  if (allowed === false)
    return `Processes are imported where they are developed, not in production, and elsewhere where WORKFLOWS_WRITABLE allows it. ${DEPLOY}`
  try {
    await access(dir, constants.W_OK)
    return null
  } catch (error) {
    return `${fileURLToPath(dir)} can not be written (${(error as NodeJS.ErrnoException).code}). ${DEPLOY}`
  }
}

/** @throws StartnodeError `import_refused` with what `findWriteRefusal` says */
export async function requireWritable(dir: URL, allowed: boolean | null): Promise<void> {
  const refusal = await findWriteRefusal(dir, allowed)
  if (refusal !== null) throw new StartnodeError('import_refused', refusal)
}

async function writeWhole(file: URL, text: string): Promise<void> {
  await mkdir(new URL('.', file), { recursive: true })
  const half = new URL(`${file.href}.half`)
  await writeFile(half, text)
  await rename(half, file)
  if ((await readFile(file, 'utf8')) !== text)
    throw new StartnodeError('import_refused', `${fileURLToPath(file)} was changed while it was written`)
}
