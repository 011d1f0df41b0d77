/**
 * Runs a task again from its start: the same data as a new task. The ids of those tasks are made of the run they repeat,
 * so each finds the other without anything kept elsewhere, and a repeated request does not start a second one unless
 * it is meant.
 */
import { type Client, WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client'
import { StartnodeError } from '../errors/startnode-error.ts'
import { taskIdOf } from '../process/ids/task-id.ts'
import { refWorkflowId, taskWorkflowId } from '../process/ids/workflow-id.ts'
import type { Task } from '../process/task.ts'
import { startFindable } from '../temporal/known-attributes.ts'
import {
  MPO_FIELDS,
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_SINCE,
  MPO_TASK_ID,
} from '../temporal/search-attributes.ts'
import type { RunOf } from '../temporal/temporal-command.ts'
import { attemptOn } from './task-operation.ts'
import { isAskable, quote } from './visibility-query.ts'

/** A task that repeats another. */
export interface AgainTask extends RunOf {
  readonly taskId: string
}

/** What is known of the task to repeat. */
export interface EndedTask extends RunOf {
  readonly workflowType: string
  readonly taskQueue: string
  readonly open: boolean
  readonly task: Task
  /** What stands for the ref in ids; null: none. */
  readonly refInId: string | null
  /** By which it is found in lists. */
  readonly fields: readonly string[]
  readonly memo: Readonly<Record<string, unknown>>
}

/** Where the memo of a repeat says what it repeats. */
export const AGAIN_OF = 'againOf'
/** Repeats of one task that are looked for. */
const MAX_AGAIN = 20

/**
 * Starts it as a new task: without a ref under its new task id, with one as a later run of the same ref.
 *
 * @param actor stands in its memo
 * @throws StartnodeError `task_refused` while it is open, while another task of its ref is, or after 20 repeats
 */
export async function runAgain(client: Client, ended: EndedTask, actor: string): Promise<AgainTask> {
  const { workflowId, runId, workflowType, taskQueue, task, refInId, fields } = ended
  if (ended.open)
    throw new StartnodeError('task_refused', 'The task is still open: cancel it first, or reset it to a node')
  const before = await findAgain(client, ended)
  if (before.length >= MAX_AGAIN)
    throw new StartnodeError('task_refused', `The task was run again ${MAX_AGAIN} times: repeat one of those`)
  const taskId = againId(ended, before.length + 1)
  const id = refInId === null ? taskWorkflowId(task.process, taskId) : refWorkflowId(task.process, refInId)
  // Deliveries of a ref know by its memo which of them came first (deliver-with-ref.ts).
  const { first: ofRef = task.taskId, firstDigest } = ended.memo
  const first =
    refInId === null ? {} : { first: ofRef, ...(firstDigest === undefined ? {} : { firstDigest }) }
  const attributes = [
    { key: MPO_PROCESS, value: task.process },
    { key: MPO_TASK_ID, value: taskId },
    { key: MPO_NODE, value: 'Start' },
    ...(refInId === null ? [] : [{ key: MPO_REF, value: refInId }]),
    { key: MPO_SINCE, value: new Date() },
    ...(fields.length === 0 ? [] : [{ key: MPO_FIELDS, value: [...fields] }]),
  ]
  const made = await attemptOn('running the task again', async () => {
    try {
      return await startFindable(attributes, (typedSearchAttributes) =>
        client.workflow.start(workflowType, {
          workflowId: id,
          taskQueue,
          args: [{ ...withoutCarried(task), taskId }],
          memo: { ...first, [AGAIN_OF]: { workflowId, runId, by: actor } },
          typedSearchAttributes,
          workflowIdReusePolicy: refInId === null ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
          workflowIdConflictPolicy: 'FAIL',
          staticSummary: `${task.process} again`,
          staticDetails: `Task \`${taskId}\`, again what task \`${task.taskId}\` was; by ${actor.replace(/[`*_[\]<>]/g, '')}`,
        }),
      )
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError)
        throw new StartnodeError(
          'task_refused',
          'Another task of this ref is open, or it was run again just now',
        )
      throw error
    }
  })
  return { workflowId: id, runId: made.firstExecutionRunId, taskId }
}

/** Tasks that repeat this one, oldest first. */
export async function findAgain(
  client: Client,
  ended: Pick<EndedTask, 'workflowId' | 'runId' | 'task' | 'refInId'>,
): Promise<AgainTask[]> {
  if (ended.refInId !== null) return findRunsAgain(client, ended)
  const found: AgainTask[] = []
  for (let round = 1; round <= MAX_AGAIN; round += 1) {
    const taskId = againId(ended, round)
    const workflowId = taskWorkflowId(ended.task.process, taskId)
    try {
      const { runId } = await client.workflow.getHandle(workflowId).describe()
      found.push({ workflowId, runId, taskId })
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) break
      throw error
    }
  }
  return found
}

/** With a ref a repeat is a later run of the same workflow id; which one, its memo says. */
async function findRunsAgain(
  client: Client,
  { workflowId, runId }: Pick<EndedTask, 'workflowId' | 'runId'>,
): Promise<AgainTask[]> {
  const found: AgainTask[] = []
  // A ref may have letters that visibility can't look for: then the runs that came of this one are not known.
  if (!isAskable(workflowId)) return found
  const query = `WorkflowId = ${quote(workflowId)}`
  for await (const run of client.workflow.list({ query, pageSize: 50 })) {
    const of = run.memo?.[AGAIN_OF] as { runId?: unknown } | undefined
    const taskId = run.typedSearchAttributes.get(MPO_TASK_ID)
    if (of?.runId === runId && taskId !== undefined)
      found.unshift({ workflowId: run.workflowId, runId: run.runId, taskId })
    if (found.length >= MAX_AGAIN) break
  }
  return found
}

function againId({ workflowId, runId }: RunOf, round: number): string {
  return taskIdOf(`again:${workflowId}/${runId}`, String(round))
}

/** What a run that continued as new brought along belongs to that run. */
function withoutCarried(task: Task & { readonly carried?: unknown }): Task {
  const { carried: _, ...rest } = task
  return rest
}
