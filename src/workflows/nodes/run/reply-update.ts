/**
 * The Update `reply`, by which receivers await what a task replies. Every task answers it, so that a caller who waits
 * for a process without a reply learns that it ended.
 */
import {
  ApplicationFailure,
  CancellationScope,
  condition,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow'
import { NO_REPLY, REPLY_UPDATE, type Reply, readReply, TASK_FAILED } from '../../../process/reply.ts'
import type { TaskRun } from './task-run.ts'

const replyUpdate = defineUpdate<Reply | null, [string]>(REPLY_UPDATE)

export interface ReplyUpdate {
  /** Answers those who wait, now that the run ends; the run must not close before. */
  end(how: NonNullable<TaskRun['ending']>): Promise<void>
}

export function answerReplyUpdates(run: TaskRun): ReplyUpdate {
  let waiting = 0

  setHandler(
    replyUpdate,
    async () => {
      waiting += 1
      try {
        await untilTrue(() => run.reply !== null || run.ending !== null)
      } finally {
        waiting -= 1
      }
      if (run.reply !== null) return run.reply
      if (run.ending === 'done') return null
      throw ApplicationFailure.nonRetryable(
        'There is no reply',
        run.ending === 'failed' ? TASK_FAILED : NO_REPLY,
      )
    },
    {
      validator: (taskId) => {
        if (taskId !== run.taskId)
          throw ApplicationFailure.nonRetryable(`This is the task ${run.taskId}`, NO_REPLY)
      },
    },
  )
  return {
    async end(how) {
      run.ending = how
      await untilTrue(() => waiting === 0)
    },
  }
}

/** The result of a task with its reply in it, so that it can be given again when the task is over. */
export function withReply(result: unknown, { reply, taskId }: TaskRun): unknown {
  if (reply === null || readReply(result, taskId) !== null) return result
  const replied = { ...reply, taskId }
  if (result === undefined || result === null) return { replied }
  return typeof result === 'object' && !Array.isArray(result) ? { ...result, replied } : { result, replied }
}

/** A cancelled task still answers. */
function untilTrue(check: () => boolean): Promise<void> {
  return CancellationScope.nonCancellable(() => condition(check))
}
