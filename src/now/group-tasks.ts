/** Tasks in the same trouble are one thing to look after: grouped by process, node and cause. Pure. */
import type { TaskRow } from '../tasks/list-tasks.ts'

export interface TaskGroup {
  readonly process: string | null
  readonly node: string | null
  readonly cause: string | null
  readonly count: number
  /** ISO 8601: of the oldest; null: none tells. */
  readonly since: string | null
  /** ISO 8601: when the newest of those that ended did; null: none has. */
  readonly until: string | null
}

/**
 * @param told what a row tells: why, and since when
 * @returns the largest first
 * @example groupTasks(rows, (row) => ({ cause: row.cause, since: row.closedAt }))
 */
export function groupTasks(
  rows: readonly Pick<
    TaskRow,
    'process' | 'node' | 'cause' | 'endedAs' | 'since' | 'closedAt' | 'startedAt'
  >[],
  told: (row: (typeof rows)[number]) => Pick<TaskGroup, 'cause' | 'since'> & { readonly node?: null },
): TaskGroup[] {
  const groups = new Map<string, TaskGroup>()
  for (const row of rows) {
    const { cause, since, node = row.node } = told(row)
    const key = JSON.stringify([row.process, node, cause])
    const known = groups.get(key)
    groups.set(key, {
      process: row.process,
      node,
      cause,
      count: (known?.count ?? 0) + 1,
      since: olderOf(known?.since ?? null, since),
      until: newerOf(known?.until ?? null, row.closedAt),
    })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count)
}

function olderOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return Date.parse(a) <= Date.parse(b) ? a : b
}

/** @example newerOf('2026-11-30T10:00:00.000Z', null) // '2026-11-30T10:00:00.000Z' */
export function newerOf(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b
  return Date.parse(a) >= Date.parse(b) ? a : b
}
