import { StartnodeError } from '../errors/startnode-error.ts'
import { describeImport } from './describe-import.ts'
import type { PreparedImport } from './prepare-import.ts'
import { needsSettings, type SettledSettings, type ToSettle } from './settle-settings.ts'
import { type WrittenProcess, writeImport } from './write-import.ts'

/** What an import did. */
export interface DoneImport extends SettledSettings {
  readonly imported: readonly WrittenProcess[]
  /** What somebody has to do now, in plain words, in the order to do it. */
  readonly next: readonly string[]
}

export interface ImportWish {
  /** The `workflows/` folder, with a trailing slash. */
  readonly dir: URL
  /** In spite of errors. */
  readonly force: boolean
  /** Creates the aliases of the export, with their direct URLs off. */
  readonly aliases: boolean
  /** Brings the settings up to it; is not called where there is nothing for them. */
  settle(wanted: ToSettle): Promise<SettledSettings>
}

const NOTHING: SettledSettings = { variables: [], auth: [], aliases: [], left: [] }

/**
 * Imports what was prepared. The settings come before the files: where a secret can't be kept, nothing is imported.
 *
 * @throws StartnodeError `import_refused` while there are errors, unless forced; `usage` for what can't be planned; what `settle` throws
 */
export async function carryOutImport(prepared: PreparedImport, wish: ImportWish): Promise<DoneImport> {
  const { view, planned, unplanned, variables, aliases } = prepared
  if (!view.ok && !wish.force)
    throw new StartnodeError(
      'import_refused',
      'Nothing was imported: mend the errors in MPO and export again, or import with --force',
    )
  if (planned === null) throw new StartnodeError('usage', unplanned ?? undefined)
  const wanted = { planned, variables, aliases: wish.aliases ? aliases : [] }
  const settled = needsSettings(wanted) ? await wish.settle(wanted) : NOTHING
  const imported = await writeImport(wish.dir, planned)
  return { imported, ...settled, next: describeImport(prepared, { imported, ...settled }) }
}
