/** The Call a Process node: a child workflow, bounded in time, whose result is the answer. */
import {
  ApplicationFailure,
  CancellationScope,
  ChildWorkflowFailure,
  executeChild,
  TimeoutFailure,
  uuid4,
} from '@temporalio/workflow'
import { isProcessId } from '../../../process/ids/process-id.ts'
import { taskWorkflowId } from '../../../process/ids/workflow-id.ts'
import type { DataOf, ProcessWorkflow } from '../../../start-node/start-node.ts'
import { failNode } from '../run/fail-node.ts'
import { node } from '../run/node.ts'
import { note } from '../run/note.ts'
import { locateTask } from './locate-task.ts'
import { describeOther, isAlreadyStarted } from './start-other.ts'

/** What a process gives back. */
export type ResultOf<W extends ProcessWorkflow> = W extends (task: never) => Promise<infer Result>
  ? Result
  : never

export interface CallProcessOptions {
  /** Milliseconds the called task has. Default: one day. */
  readonly timeoutMs?: number
}

const DAY_MS = 24 * 60 * 60 * 1_000

/**
 * Calls another process and waits for its result. Cancelling the task cancels the called one.
 *
 * @param process process id, or `@alias`, which is resolved when the task comes here
 * @returns what the called workflow returns
 * @throws ApplicationFailure `rpc_reply_exception` (the called task failed), `rpc_timeout`, `rpc_task_fatal_error` (it
 * was ended from outside), `rpc_task_size_overflow`, `conveyor_is_not_active` (the alias points nowhere),
 * `access_denied` (no process id)
 * @example
 * ```ts
 * const { limit } = await callProcess<typeof checkLimit>('Check the limit', 'check-limit', { clientId })
 * ```
 */
export function callProcess<W extends ProcessWorkflow>(
  title: string,
  process: string,
  data: DataOf<W>,
  { timeoutMs = DAY_MS }: CallProcessOptions = {},
): Promise<ResultOf<W>> {
  return node(title, async () => {
    const target = process.startsWith('@')
      ? (await locateTask({ target: process }, 'rpc_task_fatal_error')).process
      : process
    if (!isProcessId(target)) throw failNode('access_denied', 'software', `'${target}' is no process id`)
    // A call that is made anew after a reset is a new call, since it needs a result.
    const taskId = uuid4().replaceAll('-', '').slice(0, 24)
    const workflowId = taskWorkflowId(target, taskId)
    const other = {
      process: target,
      workflowId,
      taskId,
      ref: null,
      refInId: null,
      data,
      by: 'callProcess',
    } as const
    const { type, options } = describeOther(title, other, 'rpc_task_size_overflow')
    note(`Calls ${target}, task ${taskId}`)
    try {
      const result: unknown = await executeChild(type, {
        ...options,
        workflowExecutionTimeout: timeoutMs,
        parentClosePolicy: 'REQUEST_CANCEL',
      })
      note(`${target}, task ${taskId}, answered`)
      return result as ResultOf<W>
    } catch (error) {
      throw explain(error, target, timeoutMs)
    }
  })
}

function explain(error: unknown, process: string, timeoutMs: number): unknown {
  if (isAlreadyStarted(error)) return failNode('rpc_task_fatal_error', 'hardware', `${process} did not start`)
  if (CancellationScope.current().consideredCancelled || !(error instanceof ChildWorkflowFailure))
    return error
  const { cause } = error
  if (cause instanceof ApplicationFailure)
    return failNode('rpc_reply_exception', 'software', `${process} failed: ${cause.message}`, {
      cause: error,
    })
  if (cause instanceof TimeoutFailure)
    return failNode('rpc_timeout', 'hardware', `${process} did not answer within ${timeoutMs} ms`, {
      cause: error,
    })
  return failNode('rpc_task_fatal_error', 'hardware', `${process} was ended from outside`, { cause: error })
}
