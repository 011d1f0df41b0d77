import { StartnodeError } from './startnode-error.ts'

/** Unknown process, wrong signature or switched-off direct URL: one and the same answer (403), so it tells nothing. */
export class AccessDeniedError extends StartnodeError {
  /** @param reason for the log of the operator, never for the caller */
  constructor(reason?: string) {
    super('access_denied', undefined, reason === undefined ? {} : { cause: new Error(reason) })
  }
}
