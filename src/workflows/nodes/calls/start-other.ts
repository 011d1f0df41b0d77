/** What the nodes that start a task of another process have in common. */
import { type ChildWorkflowOptions, workflowInfo } from '@temporalio/workflow'
import { workflowTypeOf } from '../../../process/ids/process-id.ts'
import type { Task } from '../../../process/task.ts'
import { cutSummary } from '../run/cut-summary.ts'
import { failNode } from '../run/fail-node.ts'

/** Temporal refuses an argument over 2 MiB; encryption needs some of it. */
const MAX_DATA_BYTES = 1_572_864

/** Where the new task goes. */
export interface OtherTask {
  readonly process: string
  /** Of a diagram; null or none: the task finds its own. */
  readonly version?: string | null
  readonly workflowId: string
  readonly taskId: string
  readonly ref: string | null
  readonly refInId: string | null
  readonly data: unknown
  /** The node that starts it, as the method of its delivery. */
  readonly by: 'callProcess' | 'copyTask'
}

/**
 * @param title of the node that starts it, for the Web UI
 * @param overflowTag tag of the failure when its data is too large
 * @returns workflow type and options of the child
 */
export function describeOther(
  title: string,
  other: OtherTask,
  overflowTag: string,
): { readonly type: string; readonly options: ChildWorkflowOptions & { readonly args: [Task] } } {
  const { process, workflowId, taskId, ref, refInId, data, by } = other
  const bytes = new TextEncoder().encode(JSON.stringify(data) ?? '').length
  if (bytes > MAX_DATA_BYTES)
    throw failNode(overflowTag, 'software', `The data has ${bytes} bytes, more than ${MAX_DATA_BYTES}`)
  const task: Task = {
    process,
    version: other.version ?? null,
    taskId,
    ref,
    data,
    delivery: {
      key: null,
      receivedAt: new Date().toISOString(),
      method: by,
      contentType: null,
      format: 'json',
    },
    keysByTask: true,
  }
  const values: Readonly<Record<string, string | Date | null>> = {
    MpoProcess: process,
    MpoTaskId: taskId,
    MpoNode: 'Start',
    MpoRef: refInId,
    MpoSince: new Date(Date.now()),
  }
  // Those this task has are known to the namespace: unknown ones would hold the start up for ever.
  const attributes = workflowInfo()
    .typedSearchAttributes.getAll()
    .flatMap(({ key }) => {
      const value = values[key.name] ?? null
      return value === null ? [] : [{ key, value }]
    }) as NonNullable<ChildWorkflowOptions['typedSearchAttributes']>
  return {
    type: workflowTypeOf(process),
    options: {
      args: [task],
      workflowId,
      typedSearchAttributes: attributes,
      staticSummary: cutSummary(title),
      staticDetails: `**${process}** task \`${taskId}\`\n\nStarted by \`${workflowInfo().workflowId.replaceAll('`', "'")}\``,
    },
  }
}

/** True when the workflow id is taken. Its class is not one the sandbox may import. */
export function isAlreadyStarted(error: unknown): boolean {
  return error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError'
}
