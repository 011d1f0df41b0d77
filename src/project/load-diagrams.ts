/** The diagrams of a project: `workflows/<process>.conv.json`, and their older contents in `workflows/versions/<process>/`. */

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Diagram } from '../diagram/diagram.ts'
import { readDiagram } from '../diagram/read/read-export.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { SplicedDiagrams } from '../process/diagram/spliced-diagrams.ts'
import { versionOf } from '../process/ids/diagram-id.ts'
import { isProcessId, workflowTypeOf } from '../process/ids/process-id.ts'
import { listProcessFiles } from './list-process-files.ts'

const DIAGRAM_FILE = /^(.+)\.conv\.json$/

/** An imported process as its files say it. */
export interface LoadedDiagram {
  readonly process: string
  /** The one that new tasks begin with. */
  readonly diagram: Diagram
  readonly version: string
  /** All contents there are, the current one among them. */
  readonly versions: ReadonlyMap<string, Diagram>
  readonly file: URL
}

/**
 * Loads the diagrams of a project.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @returns by process id
 * @throws StartnodeError `start_node_invalid` naming the file that is no process
 * @example const diagrams = await loadDiagrams(WORKFLOWS_DIR)
 */
export async function loadDiagrams(dir: URL): Promise<ReadonlyMap<string, LoadedDiagram>> {
  const diagrams = new Map<string, LoadedDiagram>()
  for (const [process, file] of await findDiagramFiles(dir)) {
    const { diagram, version } = await loadDiagram(file)
    const versions = await loadVersions(new URL(`versions/${process}/`, dir))
    diagrams.set(process, { process, diagram, version, versions: versions.set(version, diagram), file })
  }
  return diagrams
}

/**
 * Finds the files of the diagrams by their name and reads none of them.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @returns process id -> file
 * @throws StartnodeError `start_node_invalid` naming a file that must be renamed
 */
export async function findDiagramFiles(dir: URL): Promise<ReadonlyMap<string, URL>> {
  const files = new Map<string, URL>()
  for (const { name, file } of await listProcessFiles(dir)) {
    const process = DIAGRAM_FILE.exec(name)?.[1]
    if (process === undefined || file.href.includes('/versions/')) continue
    if (!isProcessId(process))
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(file)} must be renamed: '${process}' is no process id`,
      )
    files.set(process, file)
  }
  return files
}

async function loadVersions(dir: URL): Promise<Map<string, Diagram>> {
  const versions = new Map<string, Diagram>()
  if (!existsSync(dir)) return versions
  for (const name of (await readdir(dir)).sort()) {
    if (!DIAGRAM_FILE.test(name)) continue
    const { diagram, version } = await loadDiagram(new URL(name, dir))
    versions.set(version, diagram)
  }
  return versions
}

/** Loads one file. @throws StartnodeError `start_node_invalid` when it is no process */
export async function loadDiagram(file: URL): Promise<{ diagram: Diagram; version: string }> {
  const text = await readFile(file, 'utf8')
  const { diagram, problems } = readDiagram(text, fileURLToPath(file))
  // One that was imported in spite of errors runs as far as it can.
  if (diagram !== null) return { diagram, version: versionOf(text) }
  const error = problems.find(({ severity }) => severity === 'error')
  throw new StartnodeError(
    'start_node_invalid',
    `${fileURLToPath(file)} is no process exported from MPO: ${error?.text ?? 'it holds none, or several'} (startnode check)`,
  )
}

/** The diagrams as the workflow bundle takes them. */
export function spliceable(diagrams: ReadonlyMap<string, LoadedDiagram>): SplicedDiagrams {
  return Object.fromEntries(
    [...diagrams.values()].map(({ process, versions }) => [
      workflowTypeOf(process),
      Object.fromEntries([...versions].map(([version, diagram]) => [version, JSON.stringify(diagram)])),
    ]),
  )
}
