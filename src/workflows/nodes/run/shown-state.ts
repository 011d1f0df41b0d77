/** What the search attributes of a task say of its state; kept in memory, a replay computes it anew. */
import { workflowInfo } from '@temporalio/workflow'
import type { TaskState } from '../../../process/attributes/task-state.ts'
import { MPO_CAUSE, MPO_NODE, MPO_SINCE, MPO_STATE } from './mpo-node.ts'

/** What the task is held up by, one of maybe several at once. */
export interface Hold {
  readonly state: Exclude<TaskState, 'failed'>
  readonly cause: string
  /** For `MpoNode`; null: that stays. */
  readonly place: string | null
  /** Unix milliseconds, workflow time. */
  readonly since: number
}

/** What the attributes say now. */
export interface ShownState {
  state: string | null
  cause: string | null
  node: string | null
  /** Activities under way whose tries are told, by id: the place they were asked for at, null between nodes. */
  readonly activities: Map<string, string | null>
  /** By what it is: an activity's id, the visit of a node that waits. */
  readonly holds: Map<unknown, Hold>
}

/** What a run shows when it begins; null: it shows nothing. One that continues a run may find its last state. */
export function openShownState(): ShownState | null {
  const attributes = workflowInfo().typedSearchAttributes
  if (attributes.get(MPO_SINCE) === undefined) return null
  return {
    state: attributes.get(MPO_STATE) ?? null,
    cause: attributes.get(MPO_CAUSE) ?? null,
    node: attributes.get(MPO_NODE) ?? null,
    activities: new Map(),
    holds: new Map(),
  }
}
