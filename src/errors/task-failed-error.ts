import { StartnodeError } from './startnode-error.ts'

/** The task a caller waits for failed before it had a reply (500). */
export class TaskFailedError extends StartnodeError {
  constructor(cause?: unknown) {
    super('task_failed', undefined, { cause })
  }
}
