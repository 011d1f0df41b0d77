/** What the receiver will answer to a body, said by the receiver's own code, before anybody sends it. */
import { isStartnodeError, type Problem } from '../errors/startnode-error.ts'
import type { BodyFormat } from '../process/task.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { type Answer, answerAccepted, answerError } from './answer.ts'
import { whatIsKept } from './checks/what-is-kept.ts'
import { makeTaskDelivery } from './make-delivery.ts'

export interface ForeseenAnswer {
  readonly answer: Answer
  /** False: it becomes no task, whatever the status says. */
  readonly accepted: boolean
  /** What quarantine keeps of an authentic request with this body: nothing of one that becomes a task. */
  readonly keeps: 'all' | 'trace' | 'nothing'
  /** Everything wrong, each with line and column of the body where they can be told. */
  readonly problems: readonly Problem[]
  /** Stable code and text of the refusal; null: accepted. */
  readonly refusal: { readonly code: string; readonly message: string } | null
}

/** Stands for the id of a task that nobody started. */
const NO_TASK = '0'.repeat(24)

/**
 * Judges a body as the receiver would judge it at the direct URL of this process, credentials and limits apart.
 *
 * @param headers of the request, lower case; a delivery key or ref may come from them
 * @example foreseeAnswer(startNode, 'json', Buffer.from('{"id":1}')).answer.status // 422
 */
export function foreseeAnswer(
  startNode: StartNode,
  format: BodyFormat,
  body: Buffer,
  headers: Readonly<Record<string, string>> = {},
): ForeseenAnswer {
  try {
    makeTaskDelivery({
      startNode,
      addressed: startNode.process,
      format,
      request: { method: 'POST', headers },
      body,
      receivedAt: new Date().toISOString(),
      startDelayMs: 0,
      concealKey: null,
    })
    return { answer: answerAccepted(NO_TASK), accepted: true, keeps: 'nothing', problems: [], refusal: null }
  } catch (error) {
    if (!isStartnodeError(error)) throw error
    const { code, message } = error
    const keeps = whatIsKept(error)
    return {
      answer:
        startNode.answerInvalid === 'ok' && keeps === 'all' ? answerAccepted(NO_TASK) : answerError(error),
      accepted: false,
      keeps,
      problems: error.problems,
      refusal: { code, message },
    }
  }
}
