import { StartnodeError } from './startnode-error.ts'

/** A paused process without an inbox to wait in (503): the sender must come again. */
export class ProcessPausedError extends StartnodeError {
  constructor() {
    super('process_paused')
  }
}
