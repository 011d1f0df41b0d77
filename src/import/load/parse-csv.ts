import { StartnodeError } from '../../errors/startnode-error.ts'

/** One record. */
export interface CsvRecord {
  /** Where it begins, from 1: a quoted cell may have line ends. */
  readonly line: number
  readonly cells: readonly string[]
}

/** Those that MPO's editor offers, and the tabulator of spreadsheets. */
export const SEPARATORS = [',', ';', '|', '\t'] as const
export type Separator = (typeof SEPARATORS)[number]

/**
 * Reads a CSV text (RFC 4180): cells in quotes may have separators, line ends, and `""` for a quote. Empty lines are no records.
 *
 * @param separator default: the one that parts the first record into most cells
 * @throws StartnodeError `export_unreadable` naming the line where a quoted cell does not end, or goes on behind its quotes
 * @example parseCsv('ref;name\nC1;"Ada; Countess"') // [{ line: 1, cells: ['ref', 'name'] }, { line: 2, cells: ['C1', 'Ada; Countess'] }]
 */
export function parseCsv(text: string, separator: Separator = findSeparator(text)): CsvRecord[] {
  return [...readRecords(text.replace(/^\ufeff/, ''), separator)]
}

function findSeparator(text: string): Separator {
  const count = (separator: Separator) =>
    readRecords(text.replace(/^\ufeff/, ''), separator).next().value?.cells.length ?? 0
  return SEPARATORS.reduce((best, one) => (count(one) > count(best) ? one : best))
}

function* readRecords(text: string, separator: Separator): Generator<CsvRecord, undefined> {
  let at = 0
  let line = 1
  while (at < text.length) {
    const begun = line
    const cells: string[] = []
    for (;;) {
      const cell = text[at] === '"' ? readQuoted(text, at, begun, separator) : readPlain(text, at, separator)
      cells.push(cell.value)
      line += cell.lines
      at = cell.end
      if (text[at] !== separator) break
      at += 1
    }
    if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1
      line += 1
    }
    if (cells.length > 1 || cells[0] !== '') yield { line: begun, cells }
  }
}

interface Cell {
  readonly value: string
  /** Behind it. */
  readonly end: number
  /** Line ends in it. */
  readonly lines: number
}

function readPlain(text: string, from: number, separator: Separator): Cell {
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
  return { value: text.slice(from, end), end, lines: 0 }
}

function readQuoted(text: string, from: number, line: number, separator: Separator): Cell {
  let value = ''
  let at = from + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) throw unreadable(line, 'a cell in quotes does not end')
    value += text.slice(at, quote)
    at = quote + 1
    if (text[at] !== '"') break
    value += '"'
    at += 1
  }
  if (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r')
    throw unreadable(line, 'a cell goes on behind its quotes')
  return { value, end: at, lines: value.split(/\r\n|\r|\n/).length - 1 }
}

function unreadable(line: number, why: string): StartnodeError {
  return new StartnodeError(
    'export_unreadable',
    `The CSV can not be read: in the record of line ${line} ${why}`,
  )
}
