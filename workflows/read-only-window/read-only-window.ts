/** Mambu can only be read for a while: writes of all processes are held, and resumed in order when it ends. */
import { CancellationScope, isCancellation, workflowInfo } from '@temporalio/workflow'
import type { Task } from '../../src/process/task.ts'
import {
  continueTask,
  readState,
  sayOutcome,
  setState,
  waitForSignal,
} from '../../src/workflows/nodes/index.ts'
import {
  type FailedWrite,
  type Resumption,
  resumeHeldWrites,
  WINDOW_STATE,
  type WindowState,
} from '../held-writes/held-writes.ts'
import { tellOperations } from '../people/tell-operations.ts'
import { readWindowEvent, type WindowEvent } from './read-window-event.ts'

/** What the two webhooks on DATA_ACCESS_STATE_CHANGED send; `state` is a word that the administrator typed. */
export interface DataAccess {
  readonly state: 'READ_ONLY' | 'READ_WRITE'
  /** Also the ref of the task: one window of a tenant at a time. */
  readonly tenant: string
  /** Of the run before; no sender may give it. */
  readonly progress?: WindowProgress | undefined
}

/** What a window knows of itself. */
export interface WindowProgress {
  /** Unix milliseconds. */
  readonly since: number
  /** Windows in a row, each begun before the writes of the one before were done. */
  readonly windows: number
  /** Events that said what was known. */
  readonly repeats: number
  readonly escalated: boolean
  /** Who ended it, while what was held is resumed; null: it lasts. */
  readonly endedBy: string | null
  readonly resumed: number
  /** How many failed, and the first of them. */
  readonly failures: number
  readonly failed: readonly FailedWrite[]
}

/** How a task of `read-only-window` ends. */
export interface ReadOnlyWindowResult {
  /**
   * `resumed`: the window ended, and what was held is done. `not_read_only`: the end of a window that had not begun.
   * `repeated`: an end that was known. `already_over`: the beginning came after its end. `unfinished`: it did not end
   * in 7 days; nothing is held any more, and what was held waits in the queue.
   */
  readonly state: 'resumed' | 'not_read_only' | 'repeated' | 'already_over' | 'unfinished'
  /** Who ended it: `mambu` by its event, `found` by a write that passed, or the name of a person; null: nobody. */
  readonly endedBy: string | null
  readonly windows: number
  readonly repeats: number
  readonly escalated: boolean
  /** Held writes that are done now. */
  readonly resumed: number
  /** Held writes that Mambu refused, or of which nobody knows: how many, and the first 20. */
  readonly failures: number
  readonly failed: readonly FailedWrite[]
  readonly notified: boolean
}

const MINUTE_MS = 60 * 1000
const HOUR_MS = 60 * MINUTE_MS
/** The event of the end may be lost: this often one held write is tried, and less often in a long window. */
const CHECK_MS = 15 * MINUTE_MS
const LATER_CHECK_MS = HOUR_MS
const ESCALATE_MS = 4 * HOUR_MS
const MAX_WINDOW_MS = 7 * 24 * HOUR_MS
/** Events this close may have changed places on their way; Mambu's bodies carry no time. */
const REORDER_MS = 15 * MINUTE_MS
const MAX_NAMED = 20

/**
 * The process `read-only-window`.
 *
 * @throws CancelledFailure: nothing is held any more then; what was held is tried once and else stays in the queue
 */
export async function readOnlyWindow(task: Task<DataAccess>): Promise<ReadOnlyWindowResult> {
  const before = task.data.progress ?? (await begin(task))
  if ('state' in before) return ended(before)
  try {
    return ended(await hold(task, before))
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(async () => {
        await open()
        await resume(before)
      })
    throw error
  }
}

/** What the first event of a task means, given how the last window ended. */
function ended(result: ReadOnlyWindowResult): ReadOnlyWindowResult {
  sayOutcome(result.state)
  return result
}

async function begin(task: Task<DataAccess>): Promise<WindowProgress | ReadOnlyWindowResult> {
  const last = await readState<WindowState>('Look at the last window', WINDOW_STATE)
  const now = Date.now()
  const none: WindowProgress = {
    since: now,
    windows: 0,
    repeats: 0,
    escalated: false,
    endedBy: null,
    resumed: 0,
    failures: 0,
    failed: [],
  }
  const state = last?.data ?? null
  const isRecent = state !== null && !state.readOnly && now - state.since < REORDER_MS
  if (task.data.state === 'READ_ONLY') {
    if (!isRecent || state.early !== true) return { ...none, windows: 1 }
    // The early end is used up: the next beginning is one
    await open()
    return toResult(none, 'already_over')
  }
  const wasLost = state?.readOnly === true
  if (!isRecent && !wasLost) await open(true)
  else if (wasLost) await open()
  // Also what a task left behind that was terminated
  const { left, progress } = await resume(none)
  // Whatever the event says, somebody must wait for the end
  if (left !== 'none') return { ...progress, windows: 1 }
  const found = wasLost || progress.resumed + progress.failures > 0
  const outcome = found ? 'resumed' : isRecent ? 'repeated' : 'not_read_only'
  return finish(task, { ...progress, endedBy: found ? 'mambu' : null }, outcome)
}

async function hold(task: Task<DataAccess>, before: WindowProgress): Promise<ReadOnlyWindowResult> {
  let progress = before
  await close(progress.since)
  for (;;) {
    if (workflowInfo().continueAsNewSuggested) return continueTask(task, { ...task.data, progress })
    let event: WindowEvent | null = null
    if (progress.endedBy === null) {
      event = await waitForSignal<WindowEvent>('Wait until Mambu takes writes again', {
        signal: ['delivery', 'resume'],
        timeoutMs: progress.escalated ? LATER_CHECK_MS : CHECK_MS,
        read: readWindowEvent,
      })
      if (event?.kind === 'begun') {
        progress = { ...progress, repeats: progress.repeats + 1 }
        continue
      }
    }
    const tried = await resume(progress)
    // Without an event, a write that passed is one; an end that Mambu contradicts is none
    const passed = tried.progress.resumed > progress.resumed
    const endedBy =
      tried.left === 'read_only'
        ? null
        : (progress.endedBy ?? (event === null ? (passed ? 'found' : null) : (event.by ?? 'mambu')))
    progress = { ...tried.progress, endedBy }
    if (endedBy !== null && tried.left === 'more') continue
    if (endedBy !== null) {
      await open()
      // Whoever looked just before has put a write after the last one was taken
      const last = await resume(progress)
      progress = last.progress
      const begunAgain = last.left === 'read_only' || (await hasBegunAgain())
      if (!begunAgain) return finish(task, progress, 'resumed')
      const { windows } = progress
      progress = { ...progress, windows: windows + 1, since: Date.now(), escalated: false, endedBy: null }
      await close(progress.since)
      continue
    }
    const lasted = Date.now() - progress.since
    if (lasted >= MAX_WINDOW_MS) {
      await open()
      return finish(task, progress, 'unfinished')
    }
    if (lasted >= ESCALATE_MS && !progress.escalated) {
      await escalate(task, progress, lasted)
      progress = { ...progress, escalated: true }
    }
  }
}

async function escalate(
  task: Task<DataAccess>,
  { since, windows }: WindowProgress,
  lastedMs: number,
): Promise<void> {
  const message = {
    title: `Mambu has been read-only for ${Math.round(lastedMs / HOUR_MS)} hours`,
    description: `Writes are held since ${new Date(since).toISOString()}, in the queue held-writes.`,
  }
  await tellOperations('Escalate', task, message, windows)
}

/** Whether a beginning came while held writes were resumed; an end that is known is passed over. */
async function hasBegunAgain(): Promise<boolean> {
  for (;;) {
    const event = await waitForSignal<WindowEvent>('Look for another event', {
      signal: ['delivery', 'resume'],
      timeoutMs: 1,
      read: readWindowEvent,
    })
    if (event === null || event.kind === 'begun') return event !== null
  }
}

/** From now on writes are held. */
async function close(since: number): Promise<void> {
  const state: WindowState = { readOnly: true, since, until: since + MAX_WINDOW_MS + HOUR_MS }
  await setState('Hold writes', WINDOW_STATE, state)
}

/** From now on writes go to Mambu. @param early true: the end of a window that no event has begun */
async function open(early = false): Promise<void> {
  const now = Date.now()
  const state: WindowState = { readOnly: false, since: now, until: now, early }
  await setState('Let writes pass', WINDOW_STATE, state)
}

async function resume(
  before: WindowProgress,
): Promise<{ readonly left: Resumption['left']; readonly progress: WindowProgress }> {
  const { done, failed, left } = await resumeHeldWrites()
  const progress = {
    ...before,
    resumed: before.resumed + done,
    failures: before.failures + failed.length,
    failed: [...before.failed, ...failed].slice(0, MAX_NAMED),
  }
  return { left, progress }
}

function toResult(progress: WindowProgress, state: ReadOnlyWindowResult['state']): ReadOnlyWindowResult {
  const { since: _, ...report } = progress
  return { state, ...report, notified: false }
}

async function finish(
  task: Task<DataAccess>,
  progress: WindowProgress,
  state: ReadOnlyWindowResult['state'],
): Promise<ReadOnlyWindowResult> {
  const { failures, failed, resumed } = progress
  const message =
    state === 'unfinished'
      ? {
          title: 'Mambu has been read-only for 7 days',
          description:
            'Writes go to Mambu again; those in the queue held-writes wait for its next READ_WRITE event.',
        }
      : {
          title: `Read-only window: ${failures} of ${resumed + failures} held writes failed`,
          description: failed
            .map(({ title, from, reason }) => `${title} of ${from}: ${reason}`)
            .join('; ')
            .slice(0, 2_000),
        }
  const isNews = state === 'unfinished' || failures > 0
  const notified = isNews && (await tellOperations('Tell operations', task, message))
  return { ...toResult(progress, state), notified }
}
