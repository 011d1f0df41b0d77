import { StartnodeError } from './startnode-error.ts'

/** The body is larger than the process takes, as sent or as the argument of a workflow (413). */
export class BodyTooLargeError extends StartnodeError {
  constructor(message: string) {
    super('body_too_large', message)
  }
}
