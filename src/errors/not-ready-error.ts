import { StartnodeError } from './startnode-error.ts'

/** The receiver has no settings yet, so it can refuse nobody rightly (503 with Retry-After, never 403). */
export class NotReadyError extends StartnodeError {
  constructor() {
    super('not_ready')
  }
}
