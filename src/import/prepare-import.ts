import { listVariables } from '../diagram/check/list-variables.ts'
import type { ReadAlias, ReadVariable } from '../diagram/read/read-names.ts'
import { isStartnodeError } from '../errors/startnode-error.ts'
import { findStartFiles } from '../project/find-start-files.ts'
import type { JudgedExport } from './judge-export.ts'
import { type PlannedProcess, planImport } from './plan-import.ts'
import type { ExportView } from './view-export.ts'

/** An export that was judged, and all that an import would do with it. Holds credentials: never to be shown as it is. */
export interface PreparedImport {
  readonly view: ExportView
  /** Null: it can't be imported as it stands; `unplanned` says why. */
  readonly planned: readonly PlannedProcess[] | null
  readonly unplanned: string | null
  readonly variables: readonly ReadVariable[]
  readonly aliases: readonly ReadAlias[]
  /** Names of the variables that its nodes read. */
  readonly reads: readonly string[]
}

/**
 * Decides what an import would do; nothing is written.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @param id the process id to give, of an export of one process
 */
export async function prepareImport(
  { read, view, found }: JudgedExport,
  dir: URL,
  id: string | null,
): Promise<PreparedImport> {
  const taken = new Set((await findStartFiles(dir)).keys())
  const { variables, aliases, processes } = read
  const reads = [...new Set(processes.flatMap(({ diagram }) => listVariables(diagram)))]
  const rest = { view, variables, aliases, reads }
  try {
    return { ...rest, planned: planImport(read, { found, taken, id }), unplanned: null }
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    return { ...rest, planned: null, unplanned: error.message }
  }
}
