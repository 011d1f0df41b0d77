/**
 * Decides what becomes of a callback, and does it: a signal to the task that its URL was made for, or quarantine when
 * that task is over. Like `deliveryRecord`, it has an id of the callback's own that is used once, and Temporal carries
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
import type { FindRun } from '../activities/find-run.ts'
import { callbackSignalOf, type ReceivedCallback } from '../process/callback-signal.ts'
import type { Task } from '../process/task.ts'
import { keep, type RecordResult, type RefInUse } from './delivery-record.ts'

/** The callback, and all that its outcome needs. */
export interface CallbackRecord {
  /** The callback as a task would be; its data is the payload. */
  readonly task: Task
  readonly workflowId: string
  readonly firstRunId: string
  readonly node: string
  readonly urlId: string
  /** What is kept when it comes too late. */
  readonly quarantine: RefInUse
}

const { findRun } = proxyLocalActivities<{ findRun: FindRun }>({
  startToCloseTimeout: '15 seconds',
  retry: { initialInterval: '500 milliseconds', backoffCoefficient: 2, maximumInterval: '1 minute' },
})

/** Between two looks at a task that closed, or went on as a new run, while it was signalled. */
const PAUSE_MS = 500

setWorkflowOptions(
  () =>
    workflowInfo().currentDeploymentVersion?.deploymentName ? { versioningBehavior: 'AUTO_UPGRADE' } : {},
  callbackRecord,
)
export async function callbackRecord(record: CallbackRecord): Promise<RecordResult> {
  const { task, workflowId, firstRunId, node, urlId, quarantine } = record
  const received: ReceivedCallback = { urlId, data: task.data }
  // Half a decision must not be cancelled.
  return CancellationScope.nonCancellable(async () => {
    for (;;) {
      const run = await findRun(workflowId)
      if (!run?.open || run.firstRunId !== firstRunId) return keep(quarantine, task)
      try {
        await getExternalWorkflowHandle(workflowId, run.runId).signal(callbackSignalOf(node), received)
        setCurrentDetails(`Called back \`\` ${workflowId.replaceAll('`', "'")} \`\`, run \`${run.runId}\``)
        return { kind: 'signalled', workflowId, runId: run.runId }
      } catch {
        if (workflowInfo().continueAsNewSuggested) return continueAsNew<typeof callbackRecord>(record)
        await sleep(PAUSE_MS, { summary: 'The task moved on' })
      }
    }
  })
}
