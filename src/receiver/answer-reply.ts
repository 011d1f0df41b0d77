/** The answers to a caller that waits for the reply of a process. */
import type { Reply } from '../process/reply.ts'
import { type Answer, JSON_HEADERS } from './answer.ts'

/** What the process replied, as it is. */
export function answerReply({ status, contentType, body }: Reply): Answer {
  return { status, headers: { 'content-type': contentType }, body }
}

/**
 * HTTP 202: the delivery was taken, and there is no reply yet. The same delivery again, within the memory of Temporal,
 * waits anew for the same task.
 *
 * @param url where people look at the task; null: nowhere
 */
export function answerPending(taskId: string, url: string | null): Answer {
  const ops = {
    proc: 'ok',
    obj: 'task',
    ref: null,
    obj_id: taskId,
    description: `No reply yet: send the same delivery again, or look with: startnode task ${taskId}`,
  }
  return {
    status: 202,
    headers: url === null ? JSON_HEADERS : { ...JSON_HEADERS, location: url },
    body: JSON.stringify({ request_proc: 'ok', ops }),
  }
}
