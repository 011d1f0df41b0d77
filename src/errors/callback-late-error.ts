import { StartnodeError } from './startnode-error.ts'

/** The time of a callback URL is over, or its task was seen to be. */
export class CallbackLateError extends StartnodeError {
  constructor() {
    super('callback_late')
  }
}
