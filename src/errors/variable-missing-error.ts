import { StartnodeError } from './startnode-error.ts'

/** A reference leads to no value; the message names the reference, never a value. */
export class VariableMissingError extends StartnodeError {
  constructor(reference: string, why: string) {
    super('variable_missing', `${reference}: ${why}`)
  }
}
