import { fileURLToPath } from 'node:url'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { startNodeOf } from '../start-node/start-node-of.ts'
import { describeLoadError } from './describe-load-error.ts'
import { findStartFiles } from './find-start-files.ts'
import { anew } from './load-anew.ts'
import { type LoadedDiagram, loadDiagrams } from './load-diagrams.ts'

function isStartNode(value: unknown): value is StartNode {
  if (typeof value !== 'object' || value === null) return false
  const { process, workflowType, title, input } = value as Readonly<Record<string, unknown>>
  return (
    typeof process === 'string' &&
    typeof workflowType === 'string' &&
    typeof title === 'string' &&
    typeof (input as { safeParse?: unknown } | undefined)?.safeParse === 'function'
  )
}

/**
 * Loads the Start node of one process.
 *
 * @param file of `findStartFiles`
 * @param address what is imported. Default: the file as it was when it was loaded first
 * @throws StartnodeError `start_node_invalid` naming the file: its default export is no Start node, or one of another process
 */
export async function loadStartNode(
  file: URL,
  process: string,
  address: string = file.href,
): Promise<StartNode> {
  const where = fileURLToPath(file)
  const module = await import(address).catch((error: unknown) => {
    throw new StartnodeError(
      'start_node_invalid',
      `${where} can not be loaded: ${describeLoadError(error)}`,
      {
        cause: error,
      },
    )
  })
  const startNode: unknown = (module as { default?: unknown }).default
  if (!isStartNode(startNode))
    throw new StartnodeError('start_node_invalid', `${where} must have startNode(...) as its default export`)
  if (startNode.process !== process)
    throw new StartnodeError(
      'start_node_invalid',
      `${where} declares the process '${startNode.process}', but its name says '${process}'`,
    )
  return startNode
}

/**
 * Finds the Start nodes of a project by their file name, `<process>.start.ts` (`.js` when built), in the folder itself or
 * one below, e.g. `workflows/loan-approved/loan-approved.start.ts`; and those of its diagrams, `<process>.conv.json`.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @returns process id -> Start node, in the order of the names
 * @throws StartnodeError `start_node_invalid` naming the folder or file: it can't be read, its default export is no
 * Start node, its process is not the one of the file name, or another file declares the same process
 * @example const startNodes = await loadStartNodes(new URL('../workflows/', import.meta.url))
 */
export async function loadStartNodes(dir: URL): Promise<ReadonlyMap<string, StartNode>> {
  return (await loadProcesses(dir)).startNodes
}

/** What `workflows/` holds: the Start nodes of all processes, and the diagrams among them. */
export interface Processes {
  readonly startNodes: ReadonlyMap<string, StartNode>
  readonly diagrams: ReadonlyMap<string, LoadedDiagram>
}

/**
 * Loads the processes of a project.
 *
 * @param change as in `anew`: the code is loaded as it is after that change. Default: as it was when it was loaded first
 * @throws as `loadStartNodes`; `start_node_invalid` also where a diagram and a process in code have one id
 */
export async function loadProcesses(dir: URL, change?: string): Promise<Processes> {
  const startNodes = new Map<string, StartNode>()
  for (const [process, file] of await findStartFiles(dir)) {
    const address = change === undefined ? file.href : anew(file, dir, change)
    startNodes.set(process, await loadStartNode(file, process, address))
  }
  const diagrams = await loadDiagrams(dir)
  for (const { process, diagram, file } of diagrams.values()) {
    if (startNodes.has(process))
      throw new StartnodeError(
        'start_node_invalid',
        `${fileURLToPath(file)} and ${process}.start declare the same process: remove one of them, or give the one in code another name and \`replaces\``,
      )
    startNodes.set(process, startNodeOf(diagram, process))
  }
  const sorted = [...startNodes].sort(([a], [b]) => (a < b ? -1 : 1))
  return { startNodes: new Map(sorted), diagrams }
}
