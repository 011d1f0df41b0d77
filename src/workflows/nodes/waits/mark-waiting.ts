import { upsertSearchAttributes } from '@temporalio/workflow'
import { nodeAttribute, placeAttribute } from '../../../process/node-attribute.ts'
import { MPO_NODE } from '../run/mpo-node.ts'
import { note } from '../run/note.ts'
import { currentPosition } from '../run/position.ts'

/**
 * Says that the task waits at the node around the call: in the trace, and in `MpoNode` so that operators can list the
 * tasks that wait there. The only place that changes `MpoNode`, since each change is a billed Action.
 *
 * @param reason what is waited for, in plain words
 */
export function markWaiting(reason: string): void {
  const { run, visit } = currentPosition()
  if (!visit) return
  visit.state = 'waiting'
  note(reason)
  // An attribute the namespace does not know fails the workflow task again and again: the task would hang.
  const value =
    visit.nodeId === undefined ? nodeAttribute(visit.node) : placeAttribute(visit.node, visit.nodeId)
  if (run.showsNode) upsertSearchAttributes([{ key: MPO_NODE, value }])
}
