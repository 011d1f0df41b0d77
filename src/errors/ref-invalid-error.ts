import { type Problem, StartnodeError } from './startnode-error.ts'

/** The ref is missing or not usable (422); the problem names where it stands. */
export class RefInvalidError extends StartnodeError {
  constructor(message: string, problem: Problem) {
    super('ref_invalid', message, { problems: [problem] })
  }
}
