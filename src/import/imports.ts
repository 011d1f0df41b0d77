/** Imports as a running receiver offers them: uploads checked and imported one after the other, processes given back. */
import { createHash } from 'node:crypto'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { SecretChangeOptions } from '../settings/settings-changes.ts'
import type { Settings } from '../settings/settings-client.ts'
import { carryOutImport, type DoneImport } from './carry-out-import.ts'
import { type FoundDiagram, findDiagram } from './find-diagrams.ts'
import { type KeptVersion, readKeptVersions } from './kept-versions.ts'
import type { PreparedImport } from './prepare-import.ts'
import { prepareInThread } from './prepare-in-thread.ts'
import type { Bounds } from './read-zip.ts'
import { settleSettings } from './settle-settings.ts'
import { findWriteRefusal, requireWritable } from './write-import.ts'

/** Less than from the disk: a receiver has other things to keep in memory. Bytes as they come, and unpacked. */
export const UPLOAD_BOUNDS: Bounds & { readonly packed: number } = {
  packed: 32 * 1024 * 1024,
  bytes: 128 * 1024 * 1024,
  entries: 20_000,
}

/** An export as somebody sent it. */
export interface Upload {
  /** Of the file, for the report. */
  readonly name: string
  readonly bytes: Uint8Array
  /** The process id to give, of an export of one process without an id of MPO; null: none. */
  readonly id: string | null
}

export interface Imports {
  /** Why nothing may be imported here, with how to deploy; null: it may. */
  refusal(): Promise<string | null>
  /** Judges an upload and plans its import; writes nothing. */
  check(upload: Upload): Promise<PreparedImport>
  /**
   * Checks and imports an upload.
   *
   * @throws StartnodeError `import_refused` where nothing may be written, or the export has errors and `force` is not set; `usage`,
   * `export_unreadable`, `not_an_export`, `settings_missing`
   */
  import(
    upload: Upload,
    how: { readonly force: boolean; readonly aliases: boolean },
    change: SecretChangeOptions,
  ): Promise<DoneImport & { readonly view: PreparedImport['view'] }>
  /** An imported process as it stands in its file. @throws StartnodeError `process_unknown` */
  export(process: string): Promise<FoundDiagram>
  /** Its contents that are kept, the current one first. @throws StartnodeError `process_unknown` */
  versions(process: string): Promise<readonly KeptVersion[]>
}

/** Uploads that are looked at or wait for it; each is held in memory. */
const MAX_WAITING = 3

/**
 * @param dir the `workflows/` folder, with a trailing slash
 * @param allowed `config.workflowsWritable === true`
 */
export function createImports({
  dir,
  allowed,
  settings,
}: {
  readonly dir: URL
  readonly allowed: boolean
  readonly settings: Settings
}): Imports {
  const inTurn = createTurns()
  const prepare = ({ name, bytes, id }: Upload) =>
    prepareInThread({ name, bytes, dir: dir.href, id, bounds: UPLOAD_BOUNDS })
  async function find(process: string): Promise<FoundDiagram> {
    const found = await findDiagram(dir, process)
    if (found === null)
      throw new StartnodeError('process_unknown', `There is no imported process '${process}'`)
    return found
  }
  return {
    refusal: () => findWriteRefusal(dir, allowed),
    check: (upload) => inTurn(() => prepare(upload)),
    import: (upload, { force, aliases }, change) =>
      inTurn(async () => {
        await requireWritable(dir, allowed)
        const prepared = await prepare(upload)
        const done = await carryOutImport(prepared, {
          ...{ dir, force, aliases },
          async settle(wanted) {
            if ((await settings.read()) === null) throw new StartnodeError('settings_missing')
            return settleSettings(settings, wanted, change)
          },
        })
        return { ...done, view: prepared.view }
      }),
    export: find,
    versions: async (process) => readKeptVersions(dir, await find(process)),
  }
}

/** What was uploaded, for the log: the same file has the same. */
export function fingerprintOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** One at a time, so that no two imports write the same file. @throws StartnodeError `not_ready` when too many wait */
function createTurns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let turn: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (work) => {
    if (waiting >= MAX_WAITING)
      throw new StartnodeError('not_ready', 'Other exports are looked at: try again in a moment', {
        retryAfter: 5,
      })
    waiting += 1
    const done = turn.then(work)
    turn = done.catch(() => {})
    try {
      return await done
    } finally {
      waiting -= 1
    }
  }
}
