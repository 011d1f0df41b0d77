import { StartnodeError } from './startnode-error.ts'

/** A Start node does not fit its process; thrown at start-up, names the file. */
export class StartNodeInvalidError extends StartnodeError {
  constructor(message: string, cause?: unknown) {
    super('start_node_invalid', message, { cause })
  }
}
