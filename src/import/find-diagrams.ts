import { readFile } from 'node:fs/promises'
import { itemsOf } from '../diagram/read/json-value.ts'
import { parseJson } from '../diagram/read/parse-json.ts'
import { mpoIdOf } from '../diagram/read/read-process.ts'
import { mpoIdIn } from '../process/ids/diagram-id.ts'
import { isProcessId } from '../process/ids/process-id.ts'
import { listProcessFiles } from '../project/list-process-files.ts'

/** A process that was imported before. */
export interface FoundDiagram {
  /** Its id: the name of its file without `.conv.json`. */
  readonly process: string
  readonly file: URL
  readonly text: string
  /** MPO's id: as its file says, else as its name does; null: it has none. */
  readonly mpoId: string | null
}

const FILE = /^(.+)\.conv\.json$/

/**
 * The imported processes in the folder of the workflows, or in a folder of their own below.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @throws StartnodeError `start_node_invalid` when the folder can't be read
 */
export async function findDiagrams(dir: URL): Promise<FoundDiagram[]> {
  const found: FoundDiagram[] = []
  for (const { name, file } of await listProcessFiles(dir)) {
    const process = FILE.exec(name)?.[1]
    if (process === undefined || !isProcessId(process)) continue
    const text = await readFile(file, 'utf8')
    found.push({ process, file, text, mpoId: mpoIdInText(text) ?? mpoIdIn(process) })
  }
  return found
}

/**
 * One of them.
 *
 * @param name its process id, or its id in MPO
 * @returns null: there is none
 */
export async function findDiagram(dir: URL, name: string): Promise<FoundDiagram | null> {
  const found = await findDiagrams(dir)
  return found.find(({ process, mpoId }) => process === name || mpoId === name) ?? null
}

function mpoIdInText(text: string): string | null {
  const parsed = parseJson(text)
  const [process] = 'value' in parsed ? itemsOf(parsed.value) : []
  return process === undefined ? null : mpoIdOf(process)
}
