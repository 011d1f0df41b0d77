import { StartnodeError } from './startnode-error.ts'

/** Temporal did not answer, or refused this caller; the message says which. */
export class TemporalUnreachableError extends StartnodeError {
  constructor(message?: string, cause?: unknown) {
    super('temporal_unreachable', message, { cause })
  }
}
