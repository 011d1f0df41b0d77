import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../errors/startnode-error.ts'
import { workflowTypeOf } from '../process/ids/process-id.ts'
import { processNameProblem } from '../process/ids/process-name.ts'
import { listProcessFiles } from './list-process-files.ts'

/** `loan-approved.start.ts`, or `.js` when built; a `.d.ts` does not match. */
const START_FILE = /^([^.]+)\.start\.[jt]s$/

/**
 * Finds the files of the Start nodes by their name and loads none of them.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @returns process id -> file, in the order of the names
 * @throws StartnodeError `start_node_invalid` when the folder can't be read, two files declare the same process
 * or workflow, or a name is one of the engine's or of JavaScript
 * @example [...(await findStartFiles(WORKFLOWS_DIR)).keys()] // the processes of this project
 */
export async function findStartFiles(dir: URL): Promise<ReadonlyMap<string, URL>> {
  const found = new Map<string, URL>()
  for (const { name, file } of await listProcessFiles(dir)) {
    const process = START_FILE.exec(name)?.[1]
    if (process === undefined) continue
    const taken = processNameProblem(process)
    if (taken !== null)
      throw new StartnodeError('start_node_invalid', `${fileURLToPath(file)} must be renamed: ${taken}`)
    const other = found.get(process)
    if (other)
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(file)} and ${fileURLToPath(other)} declare the same process: remove one of them`,
      )
    const same = [...found].find(([known]) => workflowTypeOf(known) === workflowTypeOf(process))
    if (same)
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(file)} and ${fileURLToPath(same[1])} have the same workflow '${workflowTypeOf(process)}': rename one of them`,
      )
    found.set(process, file)
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}
