import { StartnodeError } from './startnode-error.ts'

/** Temporal refused a delivery for good: sending it again can not help. The message says why. */
export class TemporalRefusedError extends StartnodeError {
  constructor(reason: string, cause?: unknown) {
    super('temporal_refused', `Temporal refused this delivery for good: ${reason}`, { cause })
  }
}
