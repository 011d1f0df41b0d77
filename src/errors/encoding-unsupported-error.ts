import { StartnodeError } from './startnode-error.ts'

/** The body is compressed (415); the message names the Content-Encoding. */
export class EncodingUnsupportedError extends StartnodeError {
  constructor(message: string) {
    super('encoding_unsupported', message)
  }
}
