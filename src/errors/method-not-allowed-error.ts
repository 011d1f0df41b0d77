import { StartnodeError } from './startnode-error.ts'

/** A direct URL takes POST, PUT and PATCH only (405 with Allow). */
export class MethodNotAllowedError extends StartnodeError {
  constructor() {
    super('method_not_allowed')
  }
}
