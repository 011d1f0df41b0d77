import { workflowInfo } from '@temporalio/workflow'
import { currentPosition } from '../run/position.ts'
import type { TaskRun } from '../run/task-run.ts'

/** Visits of each node so far; the trace forgets old ones, and a key must not come twice. */
const counts = new WeakMap<TaskRun, Map<string, number>>()

/**
 * Names what the node around the call does, once and for all: task, node and visit. The same over every retry, replay
 * and reset, and when the task begins anew because a restored Temporal has forgotten it; another one at the next visit.
 *
 * Must be called exactly once per visit, inside of `node`.
 */
export function nextOperationKey(): string {
  const { run, visit } = currentPosition()
  const node = visit?.node ?? ''
  const visits = counts.get(run) ?? new Map<string, number>()
  counts.set(run, visits)
  const number = (visits.get(node) ?? 0) + 1
  visits.set(node, number)
  // A run that continued as new counts its visits from 1 again. One of an earlier version goes on with its run id, which a reset keeps.
  const ofRun = run.keysByTask ? `task-${run.round}` : workflowInfo().originalExecutionRunId
  return `${run.taskId}/${ofRun}/${number}/${node}`
}
