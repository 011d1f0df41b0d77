import type { BenchRow } from './bench-row.ts'

/** The rows as text, one line each, columns aligned. */
export function printTable(rows: readonly BenchRow[]): string {
  const cells = [
    ['', 'what', 'reached', 'reach', 'detail'],
    ...rows.map(({ name, ratio, reach, ok, detail }) => [
      reach === null ? ' ' : ok ? '+' : '!',
      name,
      ratio === null ? '-' : String(ratio),
      reach ?? '-',
      detail,
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  return cells
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}
