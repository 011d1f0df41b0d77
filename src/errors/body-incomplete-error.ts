import { StartnodeError } from './startnode-error.ts'

/** The sender went away before the body was complete (400; mostly nobody is left to read it). */
export class BodyIncompleteError extends StartnodeError {
  constructor(cause?: unknown) {
    super('body_incomplete', undefined, { cause })
  }
}
