import { StartnodeError } from './startnode-error.ts'

/** The body is not what its Content-Encoding says (400); the message says how. */
export class EncodingInvalidError extends StartnodeError {
  constructor(message: string, cause?: unknown) {
    super('encoding_invalid', message, { cause })
  }
}
