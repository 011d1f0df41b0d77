import type { Delivery } from '../inbox/delivery.ts'
import type { Reply } from '../process/reply.ts'

/** A caller's wait for the reply of its task. */
export interface ReplyWait {
  /**
   * The reply; `ended` when the task ended without one; null when time is up, or when there will be none.
   * @throws TaskFailedError when the task failed before it had a reply; DeliveryKeyReusedError when the delivery is in
   *   quarantine, since its key came before with another body
   */
  readonly reply: Promise<Reply | 'ended' | null>
  /** Ends the wait: the delivery was not taken after all. Its promise gives null then. */
  cancel(): void
}

/**
 * Begins to wait for the reply of a delivery; called before the delivery is accepted, so that no start is missed.
 *
 * @param withinMs from now on
 * @returns null when too many callers wait already
 */
export type ExpectReply = (delivery: Delivery, withinMs: number) => ReplyWait | null
