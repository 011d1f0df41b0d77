/** One event on its way: what Mambu's log of notifications has a row for. */
export interface Message {
  readonly number: number
  readonly body: string
  /** Delivery id: the same on every automatic try, another one for a resend by hand. */
  id: string
  /** Tries since it was queued or resent. */
  tried: number
  /** Tries in all. */
  triedInAll: number
  resends: number
  /** Clock time in ms of the next try. */
  dueAt: number
  state: 'WAITING' | 'SENT' | 'FAILED'
  /** Ids of the tasks that answers with this delivery id named; more than one: a repeat became another task. */
  readonly taskIds: Map<string, Set<string>>
}

/** What came of one try. */
export interface TryResult {
  /** HTTP status; null: no answer. */
  readonly status: number | null
  readonly ms: number
  /** `obj_id` of the answer; null: none. */
  readonly taskId: string | null
  /** In words, of a refusal. */
  readonly reason: string | null
}
