import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { StartNodeInvalidError } from '../errors/start-node-invalid-error.ts'
import type { StartNode } from './start-node.ts'

/** `loan-approved.start.ts`, or `.js` when built; a `.d.ts` does not match. */
const START_FILE = /^([^.]+)\.start\.[jt]s$/

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

async function loadStartNode(file: URL, process: string): Promise<StartNode> {
  const where = fileURLToPath(file)
  const module = await import(file.href).catch((error: unknown) => {
    throw new StartNodeInvalidError(`${where} can not be loaded: ${String(error)}`, error)
  })
  const startNode: unknown = (module as { default?: unknown }).default
  if (!isStartNode(startNode))
    throw new StartNodeInvalidError(`${where} must have startNode(...) as its default export`)
  if (startNode.process !== process)
    throw new StartNodeInvalidError(
      `${where} declares the process '${startNode.process}', but its name says '${process}'`,
    )
  return startNode
}

/**
 * Finds the Start nodes of a project by their file name, `<process>.start.ts` (`.js` when built).
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @returns process id -> Start node, in the order of the names
 * @throws StartNodeInvalidError naming the folder or file: it can't be read, its default export is no Start node, or
 * its process is not the one of the file name
 * @example const startNodes = await loadStartNodes(new URL('../workflows/', import.meta.url))
 */
export async function loadStartNodes(dir: URL): Promise<ReadonlyMap<string, StartNode>> {
  const names = await readdir(dir).catch((error: unknown) => {
    throw new StartNodeInvalidError(`${fileURLToPath(dir)} can not be read`, error)
  })
  const startNodes = new Map<string, StartNode>()
  for (const name of names.sort()) {
    const process = START_FILE.exec(name)?.[1]
    if (process !== undefined) startNodes.set(process, await loadStartNode(new URL(name, dir), process))
  }
  return startNodes
}
