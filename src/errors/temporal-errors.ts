/** What Temporal, or the data in it, may do to us. */
import { StartnodeError } from './startnode-error.ts'

/** Temporal did not answer, or refused this caller; the message says which. */
export class TemporalUnreachableError extends StartnodeError {
  constructor(message?: string, cause?: unknown) {
    super('temporal_unreachable', message, { cause })
  }
}

/** Temporal refused a delivery for good: sending it again can not help. The message says why. */
export class TemporalRefusedError extends StartnodeError {
  constructor(reason: string, cause?: unknown) {
    super('temporal_refused', `Temporal refused this delivery for good: ${reason}`, { cause })
  }
}

/** Something encrypted can't be opened here. The reason names a key id, never a key and nothing of the content. */
export class PayloadUnreadableError extends StartnodeError {
  constructor(reason: string, cause?: unknown) {
    super(
      'payload_unreadable',
      `Encrypted data can not be read: ${reason}. Does every receiver, worker and command have the same ENCRYPTION_KEYS?`,
      { cause },
    )
  }
}
