/** Text for spreadsheets (RFC 4180). Pure. */
import type { TaskRow } from '../list-tasks.ts'

/**
 * What a spreadsheet would take for a formula, or let lead to one; some take the wide forms, too, and some part cells at `;`.
 * Source: OWASP, CSV Injection.
 */
const FORMULA = /(^|[;\t])(?=[=+\-@＝＋－＠])|^(?=[\t\r])/g
const QUOTED = /[",\r\n]/

/**
 * Rows as lines. A cell that would be a formula begins with an apostrophe, as spreadsheets mark text themselves.
 *
 * @example writeCsv([['LN-1', '=1+1']]) // "LN-1,'=1+1\r\n"
 */
export function writeCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')
}

function cellOf(value: string | number | null): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = value.replace(FORMULA, "$1'")
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const COLUMNS = [
  ['process', ({ process }) => process],
  ['ref', ({ ref }) => ref],
  ['obj_id', ({ taskId }) => taskId],
  ['state', ({ status, doing }) => doing ?? status.toLowerCase().replace('_', ' ')],
  ['outcome', ({ endedAs }) => endedAs],
  ['cause', ({ cause }) => cause],
  ['node', ({ node }) => node],
  ['since', ({ since }) => since],
  ['started', ({ startedAt }) => startedAt],
  ['ended', ({ closedAt }) => closedAt],
  ['workflow id', ({ workflowId }) => workflowId],
  ['run id', ({ runId }) => runId],
] as const satisfies readonly (readonly [string, (row: TaskRow) => string | null])[]

export const TASK_CSV_HEAD: readonly string[] = COLUMNS.map(([name]) => name)

/** Tasks as lines below that head. */
export function writeTasks(rows: readonly TaskRow[]): string {
  return writeCsv(rows.map((row) => COLUMNS.map(([, read]) => read(row))))
}
