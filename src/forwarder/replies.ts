/**
 * The callers that wait for the reply of their task: each from before its delivery is accepted until the task, once it
 * is started, has replied, or time is up. Only waits: what becomes of a delivery never depends on it.
 */

import type { Delivery } from '../inbox/delivery.ts'
import type { Reply } from '../process/reply.ts'
import type { Outcome } from './deliver/outcome.ts'

/** Each one holds a connection here and a long poll at Temporal. */
const MAX_WAITING = 200

export interface Replies {
  /**
   * Begins to wait. Null: there are too many already, or the task starts later on purpose.
   * @param withinMs from now on
   */
  expect(
    delivery: Delivery,
    withinMs: number,
  ): { readonly reply: Promise<Reply | 'ended' | null>; cancel(): void } | null
  /** To be told the outcome of every delivery. */
  onOutcome(delivery: Delivery, outcome: Outcome): void
  /** Callers waiting now. */
  waiting(): number
}

/** `awaitTaskReply` with its client; `deadline` in ms since 1970. */
export type AwaitReply = (
  delivery: Delivery,
  outcome: Outcome,
  deadline: number,
) => Promise<Reply | 'ended' | null>

/** @example const replies = createReplies((...call) => awaitTaskReply(client, ...call)) */
export function createReplies(awaitReply: AwaitReply): Replies {
  /** By task id: repeats of one delivery may wait at the same time. */
  const waiting = new Map<string, Set<(outcome: Outcome | null) => void>>()
  let count = 0

  function add(taskId: string, settle: (outcome: Outcome | null) => void): void {
    count += 1
    const settles = waiting.get(taskId)
    if (settles === undefined) waiting.set(taskId, new Set([settle]))
    else settles.add(settle)
  }

  function remove(taskId: string, settle: (outcome: Outcome | null) => void): void {
    count -= 1
    const settles = waiting.get(taskId)
    settles?.delete(settle)
    if (settles?.size === 0) waiting.delete(taskId)
  }

  return {
    expect(delivery, withinMs) {
      // An Update would wake a task that is to start later.
      if (count >= MAX_WAITING || (delivery.startDelayMs ?? 0) > 0) return null
      const deadline = Date.now() + withinMs
      let settle: (outcome: Outcome | null) => void = () => {}
      const outcome = new Promise<Outcome | null>((resolve) => {
        settle = resolve
      })
      const timer = setTimeout(() => settle(null), withinMs)
      add(delivery.taskId, settle)
      const reply = outcome
        .then((found) => (found === null ? null : awaitReply(delivery, found, deadline)))
        .finally(() => {
          clearTimeout(timer)
          remove(delivery.taskId, settle)
        })
      // It may fail before the caller looks at it.
      reply.catch(() => {})
      return { reply, cancel: () => settle(null) }
    },
    onOutcome({ taskId }, outcome) {
      for (const settle of waiting.get(taskId) ?? []) settle(outcome)
    },
    waiting: () => count,
  }
}
