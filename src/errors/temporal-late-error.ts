import { StartnodeError } from './startnode-error.ts'

/** `direct` mode only: Temporal did not take the delivery in time, so it was not acknowledged. */
export class TemporalLateError extends StartnodeError {
  constructor(cause?: unknown) {
    super('temporal_late', undefined, { cause })
  }
}
