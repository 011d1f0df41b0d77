import { StartnodeError } from './startnode-error.ts'

/** A body parser ran before the receiver, so the bytes as sent are gone (500): a mistake of the app around it. */
export class BodyConsumedError extends StartnodeError {
  constructor() {
    super('body_consumed')
  }
}
