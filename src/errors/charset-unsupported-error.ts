import { StartnodeError } from './startnode-error.ts'

/** The Content-Type names a charset other than UTF-8 (415); the message names it. */
export class CharsetUnsupportedError extends StartnodeError {
  constructor(message: string) {
    super('charset_unsupported', message)
  }
}
