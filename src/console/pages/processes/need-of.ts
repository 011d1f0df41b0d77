import type { ProcessRow } from '../../api/views.ts'

type Needy = Pick<
  ProcessRow,
  'inCode' | 'refuses' | 'paused' | 'urlOn' | 'aliases' | 'auth' | 'quarantined' | 'tasks' | 'title'
>

/** How much a process needs somebody: 0 it does not. */
export function needOf({ inCode, refuses, paused, urlOn, aliases, auth, quarantined, tasks }: Needy): number {
  const isReached = urlOn || aliases.length > 0
  if ((!inCode || refuses !== null) && isReached) return 5
  if ((quarantined ?? 0) > 0) return 4
  if ((tasks?.failed24h ?? 0) > 0) return 3
  if (paused) return 2
  return urlOn && auth === 'none' ? 1 : 0
}

/** What needs somebody first, then what is in use, then the rest; by title where they are alike. */
export function sortByNeed<Row extends Needy>(rows: readonly Row[]): Row[] {
  const isUsed = ({ urlOn, aliases, tasks }: Row) =>
    Number(urlOn || aliases.length > 0 || (tasks?.open ?? 0) > 0)
  return [...rows].sort(
    (a, b) => needOf(b) - needOf(a) || isUsed(b) - isUsed(a) || a.title.localeCompare(b.title),
  )
}
