/** Runs as tasks, records and entries have them, without a worker: they stay as they were started, or are ended here. */
import type { Client } from '@temporalio/client'
import type { SearchAttributePair } from '@temporalio/common'
import proto from '@temporalio/proto'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import {
  MPO_CAUSE,
  MPO_FIELDS,
  MPO_NODE,
  MPO_OUTCOME,
  MPO_PROCESS,
  MPO_REF,
  MPO_SINCE,
  MPO_STATE,
  MPO_TASK_ID,
} from '../../src/temporal/search-attributes.ts'
import { waitFor } from '../helpers/wait-for.ts'

export interface Listed {
  readonly process: string
  readonly ref?: string
  readonly type?: string
  readonly workflowId?: string
  readonly outcome?: string
  readonly state?: 'waiting' | 'retrying'
  readonly cause?: string
  readonly fields?: readonly string[]
  readonly node?: string
  readonly taskQueue?: string
  /** Default: it stays open. */
  readonly end?: 'terminate' | 'cancel'
}

/** Starts one, once the namespace takes its search attributes. */
export async function startListed(client: Client, listed: Listed) {
  const {
    process,
    ref,
    type = 'cardLost',
    taskQueue = 'nobody',
    outcome,
    state,
    cause,
    fields,
    node = 'Start',
    end,
  } = listed
  const taskId = taskIdOf(process, ref ?? crypto.randomUUID())
  const workflowId =
    listed.workflowId ?? (ref === undefined ? `${process}/t/${taskId}` : `${process}/r/${ref}`)
  const typedSearchAttributes: SearchAttributePair[] = [
    { key: MPO_PROCESS, value: process },
    { key: MPO_TASK_ID, value: taskId },
    { key: MPO_NODE, value: node },
    ...(ref === undefined ? [] : [{ key: MPO_REF, value: ref }]),
    ...(outcome === undefined ? [] : [{ key: MPO_OUTCOME, value: outcome }]),
    ...(state === undefined
      ? []
      : [
          { key: MPO_STATE, value: state },
          { key: MPO_SINCE, value: new Date('2026-11-01T00:00:00Z') },
        ]),
    ...(cause === undefined ? [] : [{ key: MPO_CAUSE, value: cause }]),
    ...(fields === undefined ? [] : [{ key: MPO_FIELDS, value: [...fields] }]),
  ]
  const handle = await waitFor(`${workflowId} is started`, () =>
    client.workflow.start(type, {
      workflowId,
      taskQueue,
      args: [],
      typedSearchAttributes,
      workflowIdConflictPolicy: 'USE_EXISTING',
    }),
  )
  if (end === 'terminate') await handle.terminate('a test')
  return { workflowId, runId: handle.firstExecutionRunId, taskId }
}

/** Completes so many of those, as a worker would. */
export async function completeListed(client: Client, taskQueue: string, tasks: number): Promise<void> {
  const { namespace } = client.options
  for (let left = tasks; left > 0; left -= 1) {
    const { taskToken } = await client.withDeadline(Date.now() + 60_000, () =>
      client.workflowService.pollWorkflowTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        identity: 'fill-list',
      }),
    )
    await client.workflowService.respondWorkflowTaskCompleted({
      namespace,
      taskToken,
      commands: [
        {
          commandType: proto.temporal.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
          completeWorkflowExecutionCommandAttributes: {},
        },
      ],
    })
  }
}
