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
  /** By delivery: repeats of one may wait at the same time, and another body under its key is none. */
  const waiting = new Map<string, Set<(outcome: Outcome | null) => void>>()
  let count = 0

  function add(id: string, settle: (outcome: Outcome | null) => void): void {
    count += 1
    const settles = waiting.get(id)
    if (settles === undefined) waiting.set(id, new Set([settle]))
    else settles.add(settle)
  }

  function remove(id: string, settle: (outcome: Outcome | null) => void): void {
    count -= 1
    const settles = waiting.get(id)
    settles?.delete(settle)
    if (settles?.size === 0) waiting.delete(id)
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
      const id = waitIdOf(delivery)
      add(id, settle)
      const reply = outcome
        .then((found) => (found === null ? null : awaitReply(delivery, found, deadline)))
        .finally(() => {
          clearTimeout(timer)
          remove(id, settle)
        })
      // It may fail before the caller looks at it.
      reply.catch(() => {})
      return { reply, cancel: () => settle(null) }
    },
    onOutcome(delivery, outcome) {
      if (waiting.size === 0) return
      for (const settle of waiting.get(waitIdOf(delivery)) ?? []) settle(outcome)
    },
    waiting: () => count,
  }
}

function waitIdOf({ taskId, digest = '', sameKey }: Delivery): string {
  return sameKey === 'repeat' ? taskId : `${taskId} ${digest}`
}
