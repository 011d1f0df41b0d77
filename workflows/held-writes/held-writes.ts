/**
 * Writes to Mambu that wait while it is read-only: `writeOrHold` puts them into a queue, the process `read-only-window`
 * does them in order when it ends. Each carries its Idempotency-Key along, so however often it is tried it is done once.
 */
import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  getExternalWorkflowHandle,
  proxyActivities,
  uuid4,
} from '@temporalio/workflow'
import type { MambuActivities } from '../../activities/mambu.ts'
import type { QueueActivities } from '../../src/activities/shared/queue.ts'
import { node, note } from '../../src/workflows/nodes/index.ts'
import { mambuWrites } from '../mambu/mambu-calls.ts'

/** The queue of all processes; `startnode-queue/held-writes` shows it. */
export const HELD_WRITES = 'held-writes'
/** Where it stands whether Mambu is read-only. */
export const WINDOW_STATE = { process: 'read-only-window', ref: 'mambu' } as const

/** The state of the window. */
export interface WindowState {
  readonly readOnly: boolean
  /** Unix milliseconds: since when. */
  readonly since: number
  /** Unix milliseconds: after it nobody holds any more, also where the task of the window was lost. */
  readonly until: number
  /** The last event ended a window that no event had begun. */
  readonly early?: boolean
}

/** Writes of Mambu whose input names task and node. */
export type HoldableWrite = {
  [Name in keyof MambuActivities]: MambuActivities[Name] extends (input: infer Input) => Promise<unknown>
    ? Input extends { readonly taskId: string; readonly node: string }
      ? Name
      : never
    : never
}[keyof MambuActivities]

/** A write in the queue. */
export interface HeldWrite {
  readonly title: string
  readonly activity: HoldableWrite
  readonly input: unknown
  /** Workflow id of the task that wanted it. */
  readonly from: string
  /** By which that task is told; null: it does not wait. */
  readonly signal: string | null
}

/** What became of a held write when its turn came. */
export type Resumed =
  | { readonly outcome: 'done' }
  | { readonly outcome: 'refused' | 'unknown'; readonly reason: string }

export type AnyWrite = (input: unknown) => Promise<unknown>
const retry = { initialInterval: '1 second', backoffCoefficient: 2, maximumInterval: '1 minute' } as const
/** Taken with a key of our own, so that what can't be done yet goes back to its place. */
const takes = proxyActivities<QueueActivities>({
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 day',
  retry,
})
/** One try: it shows whether Mambu is read-only still. */
const firstTry = proxyActivities<MambuActivities>({
  startToCloseTimeout: '1 minute',
  scheduleToCloseTimeout: '5 hours',
  retry: { ...retry, maximumAttempts: 1 },
})

/** What became of the writes that were tried in one go. */
export interface Resumption {
  readonly done: number
  readonly failed: readonly FailedWrite[]
  /** `none`: no write is held any more. `read_only`: Mambu refused, and the rest waits. `more`: the go is over. */
  readonly left: 'none' | 'read_only' | 'more'
}

/** A held write that Mambu refused, or of which nobody knows whether it was done. */
export interface FailedWrite {
  readonly title: string
  /** Workflow id of the task that wanted it. */
  readonly from: string
  readonly outcome: 'refused' | 'unknown'
  readonly reason: string
}

/**
 * Does held writes in the order in which they were put, until none is left, Mambu is read-only still, or the go is over.
 * A write in hand is finished also when the task is cancelled.
 *
 * @param most writes of one go, so that a history stays small. Default 200
 */
export async function resumeHeldWrites(most = 200): Promise<Resumption> {
  const failed: FailedWrite[] = []
  let done = 0
  while (done + failed.length < most && !CancellationScope.current().consideredCancelled) {
    const one = await CancellationScope.nonCancellable(resumeNext)
    if (one === 'none' || one === 'read_only') return { done, failed, left: one }
    if (one === 'done') done += 1
    else failed.push(one)
  }
  return { done, failed, left: 'more' }
}

async function resumeNext(): Promise<'none' | 'read_only' | 'done' | FailedWrite> {
  const key = `${HELD_WRITES}/${uuid4()}`
  const write = await node('Take the next held write', async () => {
    const taken = await takes.getFromQueue(HELD_WRITES, key, { order: 'ASC', taker: null })
    const next = (taken?.data ?? null) as HeldWrite | null
    note(next === null ? 'None is held' : `${next.title} of ${next.from}`)
    return next
  })
  if (write === null) return 'none'
  const resumed = await node('Resume the write', () => resumeWrite(write))
  if (resumed === null) {
    await node('Put the write back', () => takes.leaveQueue(HELD_WRITES, key, true))
    return 'read_only'
  }
  if (write.signal !== null) await tell(write.from, write.signal, resumed)
  return resumed.outcome === 'done' ? 'done' : { title: write.title, from: write.from, ...resumed }
}

/** @returns null: Mambu is read-only still, which is nobody's failure */
async function resumeWrite({ title, activity, input }: HeldWrite): Promise<Resumed | null> {
  try {
    await tryWrite(activity, input)
    note(title)
    return { outcome: 'done' }
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error
    if (saysReadOnly(error)) {
      note('Mambu is read-only still')
      return null
    }
    const { cause } = error
    const refused = cause instanceof ApplicationFailure && cause.nonRetryable === true
    const reason = (cause?.message ?? error.message).slice(0, 500)
    note(`${title}: ${reason}`)
    return { outcome: refused ? 'refused' : 'unknown', reason }
  }
}

/** One try shows whether Mambu is read-only; any other trouble that passes is waited for under the same key. */
async function tryWrite(activity: HoldableWrite, input: unknown): Promise<void> {
  try {
    await (firstTry[activity] as AnyWrite)(input)
  } catch (error) {
    const cause = error instanceof ActivityFailure ? error.cause : null
    const isFinal = cause instanceof ApplicationFailure && cause.nonRetryable === true
    if (isFinal || saysReadOnly(error)) throw error
    await (mambuWrites[activity] as AnyWrite)(input)
  }
}

/** Such a refusal is sure: the write was not done. */
function saysReadOnly(error: unknown): boolean {
  const cause = error instanceof ActivityFailure ? error.cause : null
  if (!(cause instanceof ApplicationFailure)) return false
  const details = cause.details?.[0] as { errors?: readonly { errorReason?: unknown }[] } | undefined
  return details?.errors?.some(({ errorReason }) => errorReason === 'READ_ONLY_MODE') ?? false
}

/** Who waits may have ended meanwhile. */
async function tell(workflowId: string, signal: string, resumed: Resumed): Promise<void> {
  await getExternalWorkflowHandle(workflowId)
    .signal(signal, resumed)
    .catch(() => {})
}
