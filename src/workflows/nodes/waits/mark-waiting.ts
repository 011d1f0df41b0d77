import { upsertSearchAttributes } from '@temporalio/workflow'
import type { WaitKind } from '../../../process/attributes/task-state.ts'
import { MPO_NODE } from '../run/mpo-node.ts'
import { note } from '../run/note.ts'
import { placeOf } from '../run/place-of.ts'
import { currentPosition } from '../run/position.ts'
import { beginHold } from '../run/show-state.ts'
import type { TaskRun, Visit } from '../run/task-run.ts'

/** What is tried again, and since when, in Unix milliseconds. */
interface Retry {
  readonly cause: string
  readonly since: number
}

/**
 * Says that the task waits at the node around the call: in the trace, and in `MpoNode` so that operators can list the
 * tasks that wait there; with `MpoState`, where the namespace has it, until the node is left.
 *
 * @param reason what is waited for, in plain words
 * @param kind the same for `MpoCause`
 * @param retry it waits to try something again: the state is that. Default: it only waits
 */
export function markWaiting(reason: string, kind: WaitKind, retry: Retry | null = null): void {
  const { run, visit } = currentPosition()
  if (!visit) return
  visit.state = 'waiting'
  note(reason)
  const value = placeOf(visit)
  if (run.shown !== null) {
    const { state, cause, since } = retry
      ? { ...retry, state: 'retrying' as const }
      : { state: 'waiting' as const, cause: kind, since: Date.now() }
    beginHold(run, visit, { state, cause, since, place: value })
    if (run.shownPlace !== null) run.shownPlace = value
    return
  }
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
  if (run.shown !== null) run.shown.node = value
}
