import { currentPosition } from './position.ts'
import { showProgress } from './show-progress.ts'
import { writeNote } from './task-run.ts'

/**
 * Says in the trace what happened at the node around the call; a later note replaces it. Does nothing between nodes.
 *
 * @example note('The loan is not APPROVED')
 */
export function note(text: string): void {
  const { run, visit } = currentPosition()
  if (!visit) return
  writeNote(visit, text)
  showProgress(run)
}
