import { StartnodeError } from '../../errors/startnode-error.ts'
import { isForbiddenKey } from '../../formats/forbidden-key.ts'
import type { CsvRecord } from './parse-csv.ts'

/** What the columns of a file are, where their names do not say it. */
export interface ColumnChoice {
  readonly ref?: string | undefined
  readonly node?: string | undefined
  readonly data?: string | undefined
  /** Columns that are no data. */
  readonly skip?: readonly string[] | undefined
}

/** Which column is what; numbers count from 0. */
export interface Columns {
  readonly names: readonly string[]
  readonly ref: number
  readonly node: number | null
  /** A column with all the data as a JSON object; null: each of `fields` is one value. */
  readonly data: number | null
  readonly fields: readonly number[]
  /** Names of those that are not taken. */
  readonly skipped: readonly string[]
}

/** As people and MPO's API name them; in any case. */
const KNOWN = {
  ref: ['ref', 'reference', 'task_ref'],
  node: ['node_id', 'node', 'node_name', 'node_title'],
  data: ['data'],
} as const

/**
 * Finds out from the first record which column is what.
 *
 * @param first of the file, with the names
 * @param example the record after it, which tells whether a column `data` is JSON or a value like others
 * @throws StartnodeError `usage` naming the columns: none is the ref, or a name is missing, doubled or impossible
 */
export function readColumns(
  { cells }: CsvRecord,
  example: CsvRecord | undefined,
  choice: ColumnChoice,
): Columns {
  const names = cells.map((cell) => cell.trim())
  checkNames(names)
  const find = (what: keyof typeof KNOWN): number | null => {
    const chosen = choice[what]
    if (chosen !== undefined) return columnOf(names, chosen)
    const found = names.findIndex((name) => (KNOWN[what] as readonly string[]).includes(name.toLowerCase()))
    return found < 0 ? null : found
  }
  const ref = find('ref')
  if (ref === null)
    throw refuse(names, 'No column is called ref: say which one holds the references, --ref <column>')
  const node = find('node')
  const named = find('data')
  const isJson = named !== null && (choice.data !== undefined || /^\s*\{/.test(example?.cells[named] ?? ''))
  const skip = (choice.skip ?? []).map((name) => columnOf(names, name))
  const others = names.map((_, at) => at).filter((at) => at !== ref && at !== node)
  const fields = isJson ? [] : others.filter((at) => !skip.includes(at))
  const taken = isJson ? [named] : fields
  return {
    names,
    ref,
    node,
    data: isJson ? named : null,
    fields,
    skipped: others.filter((at) => !taken.includes(at)).map((at) => names[at] as string),
  }
}

function checkNames(names: readonly string[]): void {
  for (const [at, name] of names.entries()) {
    if (name === '')
      throw refuse(names, `Column ${at + 1} has no name: the first line must have one for each`)
    if (names.indexOf(name) !== at) throw refuse(names, `Two columns are called ${name}`)
    if (name.split(/[.[\]]/).some(isForbiddenKey)) throw refuse(names, `A column can not be called ${name}`)
  }
}

function columnOf(names: readonly string[], name: string): number {
  const at = names.indexOf(name)
  if (at < 0) throw refuse(names, `No column is called ${name}`)
  return at
}

function refuse(names: readonly string[], why: string): StartnodeError {
  return new StartnodeError('usage', `${why}. Columns: ${names.map((name) => name || '(none)').join(', ')}`)
}
