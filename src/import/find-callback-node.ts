import { callbackPointerOf } from '../diagram/callback-pointer.ts'
import type { Diagram } from '../diagram/diagram.ts'
import { labelNode } from '../diagram/name-node.ts'
import { readDiagram } from '../diagram/read/read-export.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { findDiagram } from './find-diagrams.ts'

/** A node as a callback URL names it. */
export interface CallbackNode {
  readonly node: string
  /** JSON Pointer to the task id in the body, as the node of an imported process has it; null: it is not known here. */
  readonly taskId: string | null
}

/**
 * What a callback URL calls a node: by its title in a process in code, by its id in an imported one, where several may have one title.
 *
 * @param dir the `workflows/` folder, with a trailing slash
 * @param name title of the node, or of an imported process its id
 * @returns `name` itself, and no pointer, where the process is not an imported one of this project
 * @throws StartnodeError `usage` when no node that waits for a callback is called so, or several are
 * @example await findCallbackNode(WORKFLOWS_DIR, '1668282-loan-approved', 'Wait for the bank') // { node: '5f00600400000000000002', taskId: '/obj_id' }
 */
export async function findCallbackNode(dir: URL, process: string, name: string): Promise<CallbackNode> {
  const found = await findDiagram(dir, process)
  const diagram = found?.process === process ? readDiagram(found.text, process).diagram : null
  if (diagram === null) return { node: name, taskId: null }
  const waiting = listWaiting(diagram)
  const called = waiting.filter(({ id, title }) => id === name || title === name)
  const [node] = called
  if (node !== undefined && called.length === 1) return { node: node.id, taskId: node.taskId }
  const list = (nodes: typeof waiting) => nodes.map(({ id, title }) => `'${title}' ${id}`).join(', ')
  throw new StartnodeError(
    'usage',
    node === undefined
      ? `No node of ${process} that waits for a callback is called '${name}': ${list(waiting) || 'it has none'}`
      : `Several nodes of ${process} are called '${name}', name one by its id: ${list(called)}`,
  )
}

function listWaiting({
  nodes,
  isState,
}: Diagram): { readonly id: string; readonly title: string; readonly taskId: string }[] {
  return nodes
    .filter(({ logics }) => logics.some(({ kind }) => kind === 'callback'))
    .map((node) => ({ id: node.id, title: labelNode(node, isState), taskId: callbackPointerOf(node) }))
}
