/** Activities that are being tried again, as the workers that try them tell. */
import { defineSignal, setHandler, type WorkflowOutboundCallsInterceptor } from '@temporalio/workflow'
import { RETRYING_SIGNAL, readRetryNotice, WATCHED_HEADER } from '../../../process/attributes/retry-notice.ts'
import { position } from './position.ts'
import { beginHold, endHold, showState } from './show-state.ts'
import type { TaskRun } from './task-run.ts'

type ActivityInput = Parameters<NonNullable<WorkflowOutboundCallsInterceptor['scheduleActivity']>>[0]

const retryingSignal = defineSignal<[unknown]>(RETRYING_SIGNAL)

/** Listens to the workers, in a run that shows its state. What names no activity under way comes late, and is dropped. */
export function listenToRetries(run: TaskRun): void {
  const { shown } = run
  if (shown === null) return
  setHandler(retryingSignal, (said) => {
    const notice = readRetryNotice(said)
    const place = notice === null ? undefined : shown.activities.get(notice.activityId)
    if (notice === null || place === undefined || shown.holds.has(notice.activityId)) return
    // Where tasks are counted by their places, `MpoNode` says that already.
    beginHold(run, notice.activityId, {
      state: 'retrying',
      cause: notice.cause,
      place: run.shownPlace === null ? place : null,
      since: Date.now(),
    })
  })
}

/**
 * Asks for an activity whose worker tells when it is tried again.
 *
 * @param place where it is asked for, for `MpoNode`; null: between nodes
 */
export function scheduleWatched(
  input: ActivityInput,
  next: (input: ActivityInput) => Promise<unknown>,
  place: string | null,
): Promise<unknown> {
  const run = position.getStore()?.run
  const shown = run?.shown ?? null
  if (run === undefined || shown === null) return next(input)
  showState(shown)
  const id = input.options.activityId ?? String(input.seq)
  shown.activities.set(id, place)
  const headers = { ...input.headers, [WATCHED_HEADER]: {} }
  return next({ ...input, headers }).finally(() => {
    shown.activities.delete(id)
    endHold(run, id)
  })
}
