/** Where the files of processes may stand: in the folder of workflows itself, or in a folder below it, one a process. */

import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../errors/startnode-error.ts'

/**
 * Lists the files of `dir` and of the folders in it, no deeper.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @returns in the order of the paths
 * @throws StartnodeError `start_node_invalid` when the folder can't be read
 */
export async function listProcessFiles(dir: URL): Promise<readonly { name: string; file: URL }[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch((error: unknown) => {
    throw new StartnodeError('start_node_invalid', `${fileURLToPath(dir)} can not be read`, { cause: error })
  })
  const files: { name: string; file: URL }[] = []
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory()) files.push({ name: entry.name, file: new URL(entry.name, dir) })
    else {
      const below = new URL(`${entry.name}/`, dir)
      for (const name of (await readdir(below)).sort()) files.push({ name, file: new URL(name, below) })
    }
  }
  return files
}
