import { StartnodeError } from './startnode-error.ts'

/** More deliveries per second than the process may take (429); `retryAfter` says when there is room again. */
export class RateLimitedError extends StartnodeError {
  constructor(retryAfter: number) {
    super('rate_limited', undefined, { retryAfter })
  }
}
