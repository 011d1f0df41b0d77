/**
 * Keeps `MpoState`, `MpoCause`, `MpoSince` and `MpoNode` to what the task is at, for those who look after tasks. Each change
 * is a billed Action and one command; a task that neither waits, nor has trouble, nor says an outcome makes none.
 *
 * Tasks that were started without `MpoSince` change nothing here: the namespace may not know the attributes, and an unknown
 * one fails the workflow task again and again; and histories from before stay as they are.
 */
import type { SearchAttributeUpdatePair } from '@temporalio/common'
import { isCancellation, upsertSearchAttributes } from '@temporalio/workflow'
import { causeAttribute } from '../../../process/attributes/cause-attribute.ts'
import { outcomeOf } from '../../../process/attributes/outcome-attribute.ts'
import type { TaskState } from '../../../process/attributes/task-state.ts'
import { nodeAttribute } from '../../../process/node-attribute.ts'
import { nodeFailureOf } from './fail-node.ts'
import { MPO_CAUSE, MPO_NODE, MPO_OUTCOME, MPO_SINCE, MPO_STATE } from './mpo-node.ts'
import { placeOf } from './place-of.ts'
import type { Hold, ShownState } from './shown-state.ts'
import type { TaskRun } from './task-run.ts'

type Updates = SearchAttributeUpdatePair[]

/** The task is held up from now on; shown at once. Without effect where nothing is shown. */
export function beginHold({ shown }: TaskRun, key: unknown, hold: Hold): void {
  if (shown === null) return
  shown.holds.set(key, hold)
  showState(shown)
}

/**
 * It goes on. While others hold it up or are at work this is shown at once; else with the next thing that the task does,
 * which may be another wait or its end, so that most waits cost one change and not two.
 */
export function endHold({ shown }: TaskRun, key: unknown): void {
  if (!shown?.holds.delete(key)) return
  if (shown.holds.size > 0 || shown.activities.size > 0) showState(shown)
}

/** Brings the attributes up to date; to be called before the task asks for the next thing. */
export function showState(shown: ShownState): void {
  const hold = worstOf(shown)
  if (hold === null) {
    if (shown.state !== null) upsert(shown, cleared())
    return
  }
  const isShown = shown.state === hold.state && shown.cause === hold.cause
  if (isShown && (hold.place === null || hold.place === shown.node)) return
  upsert(shown, changes(hold.state, hold.cause, hold.since, hold.place === shown.node ? null : hold.place))
}

/** To be called when the run has its result and is about to end. */
export function showOutcome({ shown, outcome }: TaskRun, result: unknown): void {
  if (shown === null) return
  const value = outcome ?? outcomeOf(result)
  const updates = [
    ...(value === null ? [] : [{ key: MPO_OUTCOME, value }]),
    ...(shown.state === null ? [] : cleared()),
  ]
  if (updates.length > 0) upsert(shown, updates)
}

/** To be called when the run is about to fail by this. One that was cancelled has not failed. */
export function showFailure(run: TaskRun, error: unknown): void {
  const { shown } = run
  if (shown === null) return
  if (isCancellation(error)) {
    if (shown.state !== null) upsert(shown, cleared())
    return
  }
  const place = failedPlaceOf(run, error)
  upsert(shown, changes('failed', causeAttribute(error), Date.now(), place === shown.node ? null : place))
}

/** The longest retry counts before any wait, and of waits the last one. */
function worstOf({ holds }: ShownState): Hold | null {
  const all = [...holds.values()]
  return all.find(({ state }) => state === 'retrying') ?? all.at(-1) ?? null
}

function changes(state: TaskState, cause: string, since: number, place: string | null): Updates {
  return [
    { key: MPO_STATE, value: state },
    { key: MPO_CAUSE, value: cause },
    { key: MPO_SINCE, value: new Date(since) },
    ...(place === null ? [] : [{ key: MPO_NODE, value: place }]),
  ]
}

function cleared(): Updates {
  return [
    { key: MPO_STATE, value: null },
    { key: MPO_CAUSE, value: null },
    { key: MPO_SINCE, value: new Date(Date.now()) },
  ]
}

function upsert(shown: ShownState, updates: Updates): void {
  for (const { key, value } of updates) {
    const text = typeof value === 'string' ? value : null
    if (key.name === MPO_STATE.name) shown.state = text
    if (key.name === MPO_CAUSE.name) shown.cause = text
    if (key.name === MPO_NODE.name) shown.node = text
  }
  upsertSearchAttributes(updates)
}

/** The node that the error came from, as the trace has it; null: none is known. */
function failedPlaceOf({ visits, failedAt }: TaskRun, error: unknown): string | null {
  const node =
    nodeFailureOf(error)?.node ??
    (typeof error === 'object' && error !== null ? failedAt.get(error) : undefined)
  if (node === undefined) return null
  const visit = visits.findLast((one) => one.node === node)
  return visit === undefined ? nodeAttribute(node) : placeOf(visit)
}
