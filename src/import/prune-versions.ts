import { readdir, rm } from 'node:fs/promises'
import type { FoundDiagram } from './find-diagrams.ts'
import { listOlderVersions } from './kept-versions.ts'
import { versionsOf } from './write-import.ts'

/** What becomes of the older contents of one process. */
export interface PrunedProcess {
  readonly process: string
  readonly removed: readonly string[]
  readonly kept: readonly string[]
  /** Why something is kept; null: nothing is. */
  readonly why: string | null
}

/**
 * Removes the older contents that no open task uses.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @param inUse versions of open tasks; null: not all of them are known, so everything is kept
 * @param dryRun says only what would be removed
 */
export async function pruneVersions(
  dir: URL,
  { process }: Pick<FoundDiagram, 'process'>,
  inUse: ReadonlySet<string> | null,
  dryRun: boolean,
): Promise<PrunedProcess> {
  const folder = versionsOf(dir, process)
  const versions = (await listOlderVersions(dir, process)).toSorted()
  const removed = inUse === null ? [] : versions.filter((version) => !inUse.has(version))
  const kept = versions.filter((version) => !removed.includes(version))
  if (!dryRun) {
    for (const version of removed) await rm(new URL(`${version}.conv.json`, folder), { force: true })
    if (removed.length > 0 && (await readdir(folder)).length === 0) await rm(folder, { recursive: true })
  }
  const why = inUse === null ? 'open tasks do not say which version they use' : 'open tasks use it'
  return { process, removed, kept, why: kept.length === 0 ? null : why }
}
