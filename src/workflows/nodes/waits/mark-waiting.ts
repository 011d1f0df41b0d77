import { upsertSearchAttributes } from '@temporalio/workflow'
import { nodeAttribute, placeAttribute } from '../../../process/node-attribute.ts'
import { MPO_NODE } from '../run/mpo-node.ts'
import { note } from '../run/note.ts'
import { currentPosition } from '../run/position.ts'
import type { TaskRun, Visit } from '../run/task-run.ts'

/**
 * Says that the task waits at the node around the call: in the trace, and in `MpoNode` so that operators can list the
 * tasks that wait there. With `showPlace` the only place that changes `MpoNode`, since each change is a billed Action.
 *
 * @param reason what is waited for, in plain words
 */
export function markWaiting(reason: string): void {
  const { run, visit } = currentPosition()
  if (!visit) return
  visit.state = 'waiting'
  note(reason)
  const value = placeOf(visit)
  // An attribute the namespace does not know fails the workflow task again and again: the task would hang.
  if (!run.showsNode || run.shownPlace === value) return
  upsertSearchAttributes([{ key: MPO_NODE, value }])
  if (run.shownPlace !== null) run.shownPlace = value
}

/** Says in `MpoNode` where the task stands, whether it waits there or not, for those who count tasks. */
export function showPlace(run: TaskRun, visit: Visit): void {
  const value = placeOf(visit)
  if (!run.showsNode || run.shownPlace === value) return
  upsertSearchAttributes([{ key: MPO_NODE, value }])
  run.shownPlace = value
}

function placeOf({ node, nodeId }: Visit): string {
  return nodeId === undefined ? nodeAttribute(node) : placeAttribute(node, nodeId)
}
