import {
  CancellationScope,
  condition,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow'
import type { QueueActivities } from '../../../activities/shared/queue.ts'
import type { QueuedTask, QueueOrder, QueueTaker } from '../../../process/ids/shared-names.ts'
import { nextOperationKey } from '../calls/operation-key.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { markWaiting } from '../waits/mark-waiting.ts'
import { callShared } from './call-shared.ts'
import { checkQueueName } from './queue.ts'
import { SHARED_ACTIVITY_OPTIONS } from './shared-activity-options.ts'

export interface GetFromQueueOptions {
  /** `ASC`: the first that was put; `DESC`: the last. Default `ASC`. */
  readonly order?: QueueOrder
  /** How long the task waits for one when the queue is empty, ms. Default 0: not at all. */
  readonly waitMs?: number
}

const activities = proxyActivities<QueueActivities>(SHARED_ACTIVITY_OPTIONS)

/**
 * The Get from Queue node: takes one task out of a queue. No task is taken twice, however many take at once; one that
 * waits is told by Temporal, it does not ask again and again.
 *
 * @param name of the queue: 1 to 128 characters
 * @returns null when the queue is empty and stayed so for `waitMs`
 * @throws ApplicationFailure `name_invalid`, with the node's title; CancelledFailure: what it had taken goes back
 * @example const next = await getFromQueue<{ loanId: string }>('Take the next', 'back-office', { waitMs: 60_000 })
 */
export function getFromQueue<Data = unknown>(
  title: string,
  name: string,
  { order = 'ASC', waitMs = 0 }: GetFromQueueOptions = {},
): Promise<QueuedTask<Data> | null> {
  return node(title, async () => {
    checkQueueName(name)
    const key = nextOperationKey()
    const task = await (waitMs > 0 ? takeOrWait(name, key, order, waitMs) : takeNow(name, key, order))
    note(task ? `Took the task ${task.taskId} of ${task.process}` : `${name} is empty`)
    return task as QueuedTask<Data> | null
  })
}

function takeNow(name: string, key: string, order: QueueOrder): Promise<QueuedTask | null> {
  return callShared(() => activities.getFromQueue(name, key, { order, taker: null }))
}

async function takeOrWait(
  name: string,
  key: string,
  order: QueueOrder,
  waitMs: number,
): Promise<QueuedTask | null> {
  const { workflowId, runId } = workflowInfo()
  const taker: QueueTaker = { workflowId, runId, signal: `from-queue-${uuid4()}` }
  const signal = defineSignal<[QueuedTask]>(taker.signal)
  let handed: QueuedTask | null = null
  setHandler(signal, (task) => {
    handed = task
  })
  try {
    const taken = await callShared(() => activities.getFromQueue(name, key, { order, taker }))
    if (taken !== null) return taken
    markWaiting(`Waits for a task in ${name}`, 'queue')
    await condition(() => handed !== null, waitMs)
    // Also when time is up: one may have been handed over in the same moment.
    return handed ?? (await callShared(() => activities.leaveQueue(name, key, false)))
  } catch (error) {
    if (isCancellation(error))
      await CancellationScope.nonCancellable(() => activities.leaveQueue(name, key, true))
    throw error
  } finally {
    setHandler(signal, undefined)
  }
}
