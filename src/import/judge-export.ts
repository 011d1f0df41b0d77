import { checkExport } from '../diagram/check/check-export.ts'
import type { DiagramProblem } from '../diagram/problem.ts'
import { type ExportFile, type ReadExport, readExport } from '../diagram/read/read-export.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { type FoundDiagram, findDiagrams } from './find-diagrams.ts'
import { readSource } from './read-source.ts'
import { type ExportView, viewExport } from './view-export.ts'

/** An export that was read, and judged against what was imported before. */
export interface JudgedExport {
  readonly read: ReadExport
  readonly view: ExportView
  readonly found: readonly FoundDiagram[]
}

/**
 * Reads and judges an export; nothing is written.
 *
 * @param path file, folder or ZIP
 * @param dir the `workflows/` folder, with a trailing slash
 * @throws StartnodeError `export_unreadable`, or `not_an_export` when there is nothing of MPO in it
 */
export async function judgeExport(path: string, dir: URL): Promise<JudgedExport> {
  return judgeFiles(path, await readSource(path), dir)
}

/**
 * The same of files that are there already, as an upload has them.
 *
 * @param name of the whole, for the message
 * @throws StartnodeError `not_an_export`
 */
export async function judgeFiles(
  name: string,
  files: readonly ExportFile[],
  dir: URL,
): Promise<JudgedExport> {
  const read = readExport(files)
  const found = await findDiagrams(dir)
  const processes = new Set(found.flatMap(({ mpoId }) => mpoId ?? []))
  const problems = checkExport(read, { processes, aliases: new Set(), secrets: new Set() })
  if (read.processes.length + read.aliases.length + read.variables.length === 0) {
    const [first] = problems
    const why = first === undefined ? 'it has no process' : tellProblem(first)
    throw new StartnodeError('not_an_export', `${name} is no export of MPO: ${why}`)
  }
  return { read, view: viewExport(read, problems), found }
}

/** Where it is, as far as that is known, and what. */
function tellProblem({ file, line, text }: Pick<DiagramProblem, 'file' | 'line' | 'text'>): string {
  const place = [file, ...(line === null ? [] : [`line ${line}`])].filter(
    (part) => part !== '' && part !== null,
  )
  return place.length === 0 ? text : `${place.join(', ')}: ${text}`
}
