/** Text for spreadsheets (RFC 4180). Pure. */

/** What a spreadsheet would take for a formula, or let lead to one. Source: OWASP, CSV Injection. */
const FORMULA = /^[=+\-@\t\r]/
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
  const text = FORMULA.test(value) ? `'${value}` : value
  return QUOTED.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
