/**
 * One firing of a Temporal Schedule: starts the task that it is for, and lasts as long as that does, so that a Schedule
 * that skips or buffers looks at the task and `pauseOnFailure` at its failure. A Schedule can't start the task itself:
 * its argument is fixed, and each task has an id of its own.
 *
 * The id of the task is made of the Schedule and the time of the firing and of nothing else: the same firing again (a
 * reset, a backfill of a time that was) starts nothing.
 */
import {
  ApplicationFailure,
  type ChildWorkflowHandle,
  setCurrentDetails,
  startChild,
  workflowInfo,
} from '@temporalio/workflow'
import { readFiring } from '../../process/firing.ts'
import { workflowTypeOf } from '../../process/ids/process-id.ts'
import { taskWorkflowId } from '../../process/ids/workflow-id.ts'
import type { Task } from '../../process/task.ts'
import { isAlreadyStarted } from '../nodes/calls/start-other.ts'
import { cutSummary } from '../nodes/run/cut-summary.ts'
import { MPO_FIELDS, MPO_NODE, MPO_SINCE } from '../nodes/run/mpo-node.ts'
import { followBuilds } from './follow-builds.ts'

/** The argument of every firing. */
export interface ScheduledTask {
  readonly process: string
  /** Title of the Start node, for the Web UI. */
  readonly title: string
  /** 16 lower-case hex of this Schedule; the first of each of its task ids. */
  readonly taskIds: string
  readonly data: unknown
}

export interface FiringResult {
  readonly workflowId: string
  readonly taskId: string
  /** False: this firing had its task before. */
  readonly started: boolean
}

// Its task starts with the current build, and so does the wait for it.
followBuilds(scheduledTask)
export async function scheduledTask(scheduled: ScheduledTask): Promise<FiringResult> {
  const { process, title, taskIds } = scheduled
  const firing = readFiring(workflowInfo().workflowId, taskIds)
  if (firing === null)
    throw ApplicationFailure.nonRetryable(
      'Only a Schedule starts this: see `startnode schedule set`',
      'usage',
    )
  const { firedAt, taskId } = firing
  const workflowId = taskWorkflowId(process, taskId)
  setCurrentDetails(`Task \`${workflowId}\``)
  let child: ChildWorkflowHandle<(task: Task) => Promise<unknown>>
  try {
    child = await startChild(workflowTypeOf(process), {
      args: [taskOf(scheduled, taskId, firedAt)],
      workflowId,
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: 'ABANDON',
      typedSearchAttributes: attributesOf(process, taskId),
      staticSummary: cutSummary(title),
      staticDetails: `**${process}** task \`${taskId}\`\n\nScheduled for ${firedAt}`,
    })
  } catch (error) {
    if (!isAlreadyStarted(error)) throw error
    return { workflowId, taskId, started: false }
  }
  await child.result()
  return { workflowId, taskId, started: true }
}

function taskOf({ process, data }: ScheduledTask, taskId: string, firedAt: string): Task {
  const receivedAt = new Date(firedAt).toISOString()
  const delivery = {
    key: firedAt,
    receivedAt,
    method: 'schedule',
    contentType: null,
    format: 'json',
  } as const
  return { process, version: null, taskId, ref: null, data, delivery, keysByTask: true }
}

/** Only where the firing has them itself: attributes unknown to the namespace would hold the start up for ever. */
function attributesOf(process: string, taskId: string) {
  const { typedSearchAttributes } = workflowInfo()
  if (typedSearchAttributes.get(MPO_NODE) === undefined) return []
  const values = { MpoProcess: process, MpoTaskId: taskId, MpoNode: 'Start' }
  return [
    ...Object.entries(values).map(([name, value]) => ({ key: { ...MPO_NODE, name }, value })),
    ...(typedSearchAttributes.get(MPO_FIELDS) === undefined
      ? []
      : [{ key: MPO_SINCE, value: new Date(Date.now()) }]),
  ]
}
