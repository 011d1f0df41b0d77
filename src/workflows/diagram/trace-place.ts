/** The nodes of a diagram in the trace. */
import type { DiagramNode } from '../../diagram/diagram.ts'
import { labelNode } from '../../diagram/name-node.ts'
import { enterNode, type TaskRun, type Visit, writeNote } from '../nodes/run/task-run.ts'

export function enter(run: TaskRun, node: DiagramNode, isState: boolean): Visit {
  const visit = enterNode(run, labelNode(node, isState))
  visit.nodeId = node.id
  return visit
}

export function leave(visit: Visit, state: 'passed' | 'failed', note?: string): void {
  visit.state = state
  visit.endedAt = new Date().toISOString()
  if (note !== undefined) writeNote(visit, note)
}
