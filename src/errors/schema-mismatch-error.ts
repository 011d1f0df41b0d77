import { type Problem, StartnodeError } from './startnode-error.ts'

/** The body is good JSON but does not fit the input of the process (422); every problem with its JSON Pointer. */
export class SchemaMismatchError extends StartnodeError {
  constructor(problems: readonly Problem[]) {
    super('schema_mismatch', undefined, { problems })
  }
}
