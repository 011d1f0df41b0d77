import { ApplicationFailure } from '@temporalio/workflow'
import { checkReply, type Replied, type Reply } from '../../../process/reply.ts'
import { node } from './node.ts'
import { note } from './note.ts'
import { currentPosition } from './position.ts'

/** What a process answers to its caller. */
export interface ReplyContent {
  /** HTTP status, 2xx, 4xx or 5xx; default 200. */
  readonly status?: number
  /** A text goes out as it is, anything else as JSON; at most 65,536 characters. */
  readonly body: unknown
  /** Default: `application/json` for JSON, `text/plain; charset=utf-8` for a text. */
  readonly contentType?: string
}

/**
 * The Reply node: answers the caller that waits (`respond: 'reply'` of the Start node, or `Prefer: wait` of the request),
 * once per task. The task goes on; a repeat of the same delivery gets the same answer, also when the task is long over,
 * since its result carries the reply.
 *
 * @returns the reply as the result carries it: return it, or leave that to the engine
 * @throws ApplicationFailure (not retried) for a second reply, or one that HTTP can't carry
 * @example
 * ```ts
 * return reply('Approve', { body: { approval: true } })
 * ```
 */
export function reply(title: string, content: ReplyContent): Promise<Replied> {
  return node(title, () => {
    const { run } = currentPosition()
    const made = makeReply(content)
    const problem = run.reply === null ? checkReply(made) : 'the task has replied before'
    if (problem !== null) throw ApplicationFailure.nonRetryable(`No reply: ${problem}`, 'ReplyRefused')
    run.reply = made
    note(`Replied ${made.status}`)
    return { replied: { ...made, taskId: run.taskId } }
  })
}

function makeReply({ status = 200, body, contentType }: ReplyContent): Reply {
  return typeof body === 'string'
    ? { status, contentType: contentType ?? 'text/plain; charset=utf-8', body }
    : { status, contentType: contentType ?? 'application/json', body: JSON.stringify(body ?? null) }
}
