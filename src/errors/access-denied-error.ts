import { StartnodeError } from './startnode-error.ts'

/** Unknown process, wrong signature or switched-off direct URL: one and the same answer (403), so it tells nothing. */
export class AccessDeniedError extends StartnodeError {
  constructor() {
    super('access_denied')
  }
}
