import { StartnodeError } from './startnode-error.ts'

/** No worker took the work in time. */
export class WorkerMissingError extends StartnodeError {
  constructor(message?: string, cause?: unknown) {
    super('worker_missing', message, { cause })
  }
}
