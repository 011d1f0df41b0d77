import { getExternalWorkflowHandle, isCancellation, log } from '@temporalio/workflow'
import type { Effect, Outcome } from '../../diagram/step/effect.ts'
import type { Caller, CallReply } from '../../process/diagram/diagram-task.ts'
import { checkReply, type Reply } from '../../process/reply.ts'
import { note } from '../nodes/run/note.ts'
import { currentPosition } from '../nodes/run/position.ts'
import type { DiagramRun } from './diagram-run.ts'

/** Of an HTTP answer to a sender that waits, when the diagram throws. */
const EXCEPTION_STATUS = 422

/**
 * Answers who called this task: the calling task, or the sender of the webhook that waits. The first reply counts (facts:
 * mpo-semantics 33).
 */
export async function replyToCaller(
  diagram: DiagramRun,
  { data, exception }: Extract<Effect, { kind: 'reply' }>,
): Promise<Outcome> {
  const { run } = currentPosition()
  if (diagram.hasReplied || run.reply !== null) {
    note('Replied before: this reply is ignored')
    return { kind: 'done' }
  }
  const { caller } = diagram.task
  if (caller === undefined) {
    const reply = httpReply(data, exception)
    const problem = checkReply(reply)
    if (problem !== null)
      return {
        kind: 'failed',
        failure: { type: 'software', tag: 'rpc_reply_size_overflow', description: problem },
      }
    run.reply = reply
  } else await tellCaller(caller, { data, exception })
  diagram.hasReplied = true
  note(exception === null ? 'Replied' : `Replied with the exception ${exception}`)
  return { kind: 'done' }
}

async function tellCaller({ workflowId, runId, signal }: Caller, message: CallReply): Promise<void> {
  try {
    await getExternalWorkflowHandle(workflowId, runId).signal(signal, message)
  } catch (error) {
    if (isCancellation(error)) throw error
    log.warn('The caller is over: nobody hears the reply', { caller: workflowId })
  }
}

function httpReply(data: Readonly<Record<string, unknown>>, exception: string | null): Reply {
  const body = exception === null ? data : { ...data, exception_reason: exception }
  return {
    status: exception === null ? 200 : EXCEPTION_STATUS,
    contentType: 'application/json',
    body: JSON.stringify(body),
  }
}
