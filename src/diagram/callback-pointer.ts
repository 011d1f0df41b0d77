import type { DiagramNode } from './diagram.ts'
import { pathOf } from './language/index.ts'

/** Where the body of a callback names its task when the node does not say, as the URLs of Startnode have it. */
const DEFAULT_POINTER = '/obj_id'

/**
 * Where the body of a callback to a node names its task (facts: mpo-semantics 40): its `obj_id_path` as JSON Pointer. Braces around the
 * path do not count; `{{root...}}`, which only the task itself has, and what is no path are none.
 *
 * @param node null: not known
 * @returns `/obj_id` where the node does not say
 * @example callbackPointerOf(node) // '/payment/task_id', of `payment.task_id`
 */
export function callbackPointerOf(node: DiagramNode | null): string {
  for (const logic of node?.logics ?? []) {
    if (logic.kind !== 'callback') continue
    const path = pathOf(/^\{\{(.*)\}\}$/.exec(logic.idPath.trim())?.[1]?.trim() ?? logic.idPath.trim())
    if (path === null || path.length === 0 || path[0] === '' || path[0] === 'root') continue
    return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  }
  return DEFAULT_POINTER
}
