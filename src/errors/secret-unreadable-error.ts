import { StartnodeError } from './startnode-error.ts'

/** A kept secret can't be decrypted; the message names the key id, never the value. */
export class SecretUnreadableError extends StartnodeError {
  constructor(message: string) {
    super('secret_unreadable', message)
  }
}
