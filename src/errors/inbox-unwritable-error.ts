import { StartnodeError } from './startnode-error.ts'

/** The inbox could not store a delivery (disk or I/O error, or it is closed): nothing was acknowledged. */
export class InboxUnwritableError extends StartnodeError {
  constructor(message?: string, cause?: unknown) {
    super('inbox_unwritable', message, { cause })
  }
}
