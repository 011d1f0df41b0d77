/** Keeps a long list of tasks true while its beginning is asked for again and again, and its end page by page. Pure. */
import type { TaskRow } from '../../api/views.ts'

export const keyOfTask = ({ workflowId, runId }: Pick<TaskRow, 'workflowId' | 'runId'>) =>
  `${workflowId} ${runId}`

/**
 * Puts a fresh beginning before what is known to follow it.
 *
 * @returns null: they do not meet, so that there are tasks between them that nobody has read
 * @example mergeHead([b, c, d], [a, b]) // [a, b, c, d]
 */
export function mergeHead(known: readonly TaskRow[], head: readonly TaskRow[]): readonly TaskRow[] | null {
  const fresh = new Set(head.map(keyOfTask))
  const meets = known.findLastIndex((row) => fresh.has(keyOfTask(row)))
  if (meets < 0 && known.length > 0) return null
  return [...head, ...known.slice(meets + 1)]
}

/** Adds a page to the end. A task that stands twice, because it ended meanwhile, stays where it was read last. */
export function appendPage(known: readonly TaskRow[], page: readonly TaskRow[]): readonly TaskRow[] {
  const fresh = new Set(page.map(keyOfTask))
  return [...known.filter((row) => !fresh.has(keyOfTask(row))), ...page]
}
