/** The nodes of a diagram in the trace. */
import type { DiagramNode } from '../../diagram/diagram.ts'
import { enterNode, type TaskRun, type Visit, writeNote } from '../nodes/run/task-run.ts'

const NAMES = { start: 'Start', end: 'End', escalation: 'Condition', stub: 'Stub', normal: 'Node' } as const

/** How people know a node: by its title, or by its kind and id where it has none. */
export function labelOf({ title, kind, id }: DiagramNode): string {
  return title.trim() === '' ? `${NAMES[kind]} ${id}` : title
}

export function enter(run: TaskRun, node: DiagramNode): Visit {
  const visit = enterNode(run, labelOf(node))
  visit.nodeId = node.id
  return visit
}

export function leave(visit: Visit, state: 'passed' | 'failed', note?: string): void {
  visit.state = state
  visit.endedAt = new Date().toISOString()
  if (note !== undefined) writeNote(visit, note)
}
