import { StartnodeError } from './startnode-error.ts'

/** The same callback was accepted before: it must not release its node twice. */
export class DuplicateCallbackError extends StartnodeError {
  constructor() {
    super('duplicate_callback')
  }
}
