import { StartnodeError } from './startnode-error.ts'

/** The body did not arrive in time (408); the connection is closed. */
export class BodyTimeoutError extends StartnodeError {
  constructor(message: string) {
    super('body_timeout', message)
  }
}
