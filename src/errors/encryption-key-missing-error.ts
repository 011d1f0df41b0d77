import { StartnodeError } from './startnode-error.ts'

/** A secret was to be kept, and there is no key to encrypt it with: it is never kept in clear. */
export class EncryptionKeyMissingError extends StartnodeError {
  constructor() {
    super('encryption_key_missing')
  }
}
