import { outcomeAttribute } from '../../../process/attributes/outcome-attribute.ts'
import { currentPosition } from './position.ts'

/**
 * Says how the task ends, for lists and counts, where its result has no text `outcome` that does. It is kept in the search
 * attribute `MpoOutcome` when the task ends well; the last word counts. It stands readable in Temporal, as the ref does, so it
 * must hold no secret and nothing of a customer: one of a few words of the process's own.
 *
 * @param text cut with an ellipsis at 255 bytes; an empty one is no outcome
 * @throws ApplicationFailure (not retried) outside of a task
 * @example
 * ```ts
 * sayOutcome(result.state)
 * return result
 * ```
 */
export function sayOutcome(text: string): void {
  currentPosition().run.outcome = outcomeAttribute(text)
}
