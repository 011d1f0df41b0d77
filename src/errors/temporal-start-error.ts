import { StartnodeError } from './startnode-error.ts'

/** The dev server was found but did not come up; the message ends with its last words. */
export class TemporalStartError extends StartnodeError {
  constructor(message: string) {
    super('temporal_unreachable', message)
  }
}
