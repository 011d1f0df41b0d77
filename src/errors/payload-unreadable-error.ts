import { StartnodeError } from './startnode-error.ts'

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
