/**
 * Decides what becomes of a callback, and does it: a signal to the task that its URL was made for, or that its body names,
 * or quarantine when that task is over. Like `deliveryRecord`, it has an id of the callback's own that is used once, and Temporal carries
 * each of its commands out once: however often the callback is sent and forwarded, the task gets it once.
 */
import {
  CancellationScope,
  continueAsNew,
  getExternalWorkflowHandle,
  proxyLocalActivities,
  setCurrentDetails,
  setWorkflowOptions,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import type { FindRun } from '../../activities/find-run.ts'
import type { LocateTask } from '../../activities/locate-task.ts'
import { callbackSignalOf, type ReceivedCallback } from '../../process/callback-signal.ts'
import type { Task } from '../../process/task.ts'
import { keep, type RecordResult, type RefInUse } from './delivery-record.ts'

/** The callback, and all that its outcome needs. */
export interface CallbackRecord {
  /** The callback as a task would be; its data is the payload. */
  readonly task: Task
  readonly workflowId: string
  /** Null: the URL is that of a node, and the body names the task. */
  readonly firstRunId: string | null
  /** What it named. */
  readonly find?: { readonly taskId: string } | { readonly ref: string }
  readonly node: string
  readonly urlId: string
  /** What is kept when it comes too late. */
  readonly quarantine: RefInUse
}

const { findRun, locateTask } = proxyLocalActivities<{ findRun: FindRun; locateTask: LocateTask }>({
  startToCloseTimeout: '15 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
})

/** Between two looks at a task that closed, or went on as a new run, while it was signalled. */
const PAUSE_MS = 500
/** Longer and longer: Temporal takes 10,000 signals for a run and no more, however often they are sent. */
const MAX_PAUSE_MS = 60_000
/**
 * Between two looks for a task that a body names and nobody knows yet: it may lie in the inbox of another receiver, and
 * one with a ref is found by its id only by visibility, which is a moment late.
 */
const LOOK_AGAIN_MS = [500, 1_000, 2_500, 6_000, 20_000] as const
/** A ref whose last task is over may be about to have the next one; more often it will not. Looks after the first. */
const LOOKS_AT_CLOSED = 3

setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  callbackRecord,
)
export async function callbackRecord(record: CallbackRecord): Promise<RecordResult> {
  const { task, node, urlId, quarantine } = record
  const received: ReceivedCallback = { urlId, data: task.data }
  // Half a decision must not be cancelled.
  return CancellationScope.nonCancellable(async () => {
    for (let tries = 0; ; tries += 1) {
      const found = await findOpenRun(record)
      if (found === null) return keep(quarantine, task)
      const { workflowId, runId } = found
      try {
        await getExternalWorkflowHandle(workflowId, runId).signal(callbackSignalOf(node), received)
        setCurrentDetails(`Called back \`\` ${workflowId.replaceAll('`', "'")} \`\`, run \`${runId}\``)
        return { kind: 'signalled', workflowId, runId }
      } catch {
        if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof callbackRecord>(record)
        await sleep(Math.min(PAUSE_MS * 2 ** tries, MAX_PAUSE_MS), { summary: 'The task moved on' })
      }
    }
  })
}

/** The run that the callback is for; null when its task is over, or there is none. */
async function findOpenRun({
  task,
  workflowId,
  firstRunId,
  find,
}: CallbackRecord): Promise<{ readonly workflowId: string; readonly runId: string } | null> {
  if (find === undefined) {
    const run = await findRun(workflowId)
    return run?.open && run.firstRunId === firstRunId ? { workflowId, runId: run.runId } : null
  }
  for (let look = 0; ; look += 1) {
    const { run, ...place } = await locateTask({ target: task.process, ...find })
    if (run?.open) return { workflowId: place.workflowId, runId: run.runId }
    const looks = run === null ? LOOK_AGAIN_MS.length : 'ref' in find ? LOOKS_AT_CLOSED : 0
    const pauseMs = LOOK_AGAIN_MS[look]
    if (pauseMs === undefined || look >= looks) return null
    await sleep(pauseMs, { summary: 'The task is not there yet' })
  }
}
