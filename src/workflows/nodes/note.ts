import { currentPosition } from './position.ts'
import { showProgress } from './show-progress.ts'

/** Longer notes are cut: the trace is for reading, not for data. Characters. */
const MAX_NOTE = 500

/**
 * Says in the trace what happened at the node around the call; a later note replaces it. Does nothing between nodes.
 *
 * @example note('The loan is not APPROVED')
 */
export function note(text: string): void {
  const { run, visit } = currentPosition()
  if (!visit) return
  visit.note = text.length > MAX_NOTE ? `${text.slice(0, MAX_NOTE - 1)}…` : text
  showProgress(run)
}
