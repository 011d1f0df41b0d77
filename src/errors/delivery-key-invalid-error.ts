import { type Problem, StartnodeError } from './startnode-error.ts'

/** The delivery key is missing where the Start node names one, or not usable (422); the problem names where it stands. */
export class DeliveryKeyInvalidError extends StartnodeError {
  constructor(message: string, problem: Problem) {
    super('delivery_key_invalid', message, { problems: [problem] })
  }
}
