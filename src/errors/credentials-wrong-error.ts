import { StartnodeError } from './startnode-error.ts'

/** Credentials missing, wrong or not to be resolved: one and the same answer (401), so it tells nothing. */
export class CredentialsWrongError extends StartnodeError {
  constructor(cause?: unknown) {
    super('credentials_wrong', undefined, { cause })
  }
}
