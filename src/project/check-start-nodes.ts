import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../errors/startnode-error.ts'
import { workflowTypeOf } from '../process/ids/process-id.ts'
import { ENGINE_WORKFLOWS } from '../process/ids/process-name.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { describeLoadError } from './describe-load-error.ts'
import { listProcessFiles } from './list-process-files.ts'

const PROCESS_FILE = /^([^.]+)\.[jt]s$/

/**
 * Checks at start-up that Start nodes and workflows fit: a delivery for a workflow type the worker does not know would
 * wait for ever after it was answered 200.
 *
 * @param startNodes of `loadStartNodes`
 * @param index the bundle entry, `workflows/index.ts` (`.js` when built)
 * @param bundled what a bundle made from it exports: counts where the index itself is not here. Default: none was made
 * @param dir the `workflows/` folder. Default: that of the index
 * @throws StartnodeError `start_node_invalid` naming the file to mend: the index can't be loaded or exports no workflow for a Start node, or a process
 * beside the index, or in a folder there, is exported and has no Start node
 */
export async function checkStartNodes(
  startNodes: ReadonlyMap<string, StartNode>,
  index: URL,
  bundled?: readonly string[],
  dir = new URL('.', index),
): Promise<void> {
  const exported = new Set(bundled !== undefined && !existsSync(index) ? bundled : await listExported(index))
  for (const { process, workflowType, diagram } of startNodes.values()) {
    if (diagram !== null && !exported.has('default'))
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(index)} runs no imported process such as ${process}: add \`export { default } from 'startnode/workflows'\``,
      )
    if (diagram === null && !exported.has(workflowType))
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(index)} exports no workflow '${workflowType}' for the Start node in ${process}.start.ts`,
      )
  }
  for (const { name, file } of await listProcessFiles(dir)) {
    const process = PROCESS_FILE.exec(name)?.[1]
    if (process === undefined || startNodes.has(process)) continue
    const workflow = workflowTypeOf(process)
    if (ENGINE_WORKFLOWS.includes(workflow))
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(file)} must be renamed: '${workflow}' is a workflow of the engine`,
      )
    if (exported.has(workflow))
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(file)} is an exported process without a Start node: add ${process}.start.ts`,
      )
  }
}

/**
 * The functions that a bundle entry exports: its workflows.
 *
 * @throws StartnodeError `start_node_invalid` when it can't be loaded
 */
export async function listExported(index: URL): Promise<string[]> {
  try {
    const exported = (await import(index.href)) as Readonly<Record<string, unknown>>
    return Object.keys(exported).filter((name) => typeof exported[name] === 'function')
  } catch (error) {
    throw new StartnodeError(
      'start_node_invalid',
      `${fileURLToPath(index)} can not be loaded: ${describeLoadError(error)}`,
      { cause: error },
    )
  }
}
