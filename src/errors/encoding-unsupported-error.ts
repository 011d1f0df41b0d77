import { StartnodeError } from './startnode-error.ts'

/** The body has a Content-Encoding that is not read here (415); the message names it. */
export class EncodingUnsupportedError extends StartnodeError {
  constructor(message: string) {
    super('encoding_unsupported', message)
  }
}
