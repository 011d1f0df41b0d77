/** What a CSV file would start: decided as a whole before anything is. */
import type { Cast, Diagram, DiagramNode, JsonObject } from '../../diagram/diagram.ts'
import { describeParamProblem, findParamProblems } from '../../diagram/find-param-problems.ts'
import { cast, writePath } from '../../diagram/language/index.ts'
import { labelNode } from '../../diagram/name-node.ts'
import { StartnodeError } from '../../errors/startnode-error.ts'
import { parseStrictJson } from '../../formats/json/parse-strict-json.ts'
import { checkRef } from '../../process/ids/ref.ts'
import { type CsvRecord, parseCsv, type Separator } from './parse-csv.ts'
import { type ColumnChoice, type Columns, readColumns } from './read-columns.ts'

/** One task that is to be started. */
export interface PlannedTask {
  readonly line: number
  readonly ref: string
  /** Where it begins; null: at the Start. */
  readonly node: { readonly id: string; readonly title: string } | null
  readonly data: JsonObject
}

/** Why a line becomes no task. */
export interface LineProblem {
  readonly line: number
  /** As far as it is known. */
  readonly ref: string | null
  readonly text: string
}

export interface LoadPlan {
  readonly columns: Columns
  readonly tasks: readonly PlannedTask[]
  readonly problems: readonly LineProblem[]
}

/** MPO takes as many from a file, and exports half of it. */
const MAX_ROWS = 100_000
/** Bytes of JSON: what the nodes of a diagram may hold. */
const MAX_BYTES = 1_572_864

/**
 * Reads and judges the tasks of a state diagram.
 *
 * Values are texts, but for parameters that the process declares with another type; an empty cell is no value. A name such as
 * `client.name` makes structure.
 *
 * @throws StartnodeError `export_unreadable`, `usage`: the file as a whole can't be read; `usage` for a process that is no state diagram
 */
export function planLoad(
  diagram: Diagram,
  text: string,
  { separator, ...choice }: ColumnChoice & { readonly separator?: Separator | undefined } = {},
): LoadPlan {
  if (!diagram.isState)
    throw new StartnodeError(
      'usage',
      `${diagram.title} is no state diagram: its tasks end in MPO while new ones come here`,
    )
  const [first, ...rows] = parseCsv(text, separator)
  if (first === undefined) throw new StartnodeError('export_unreadable', 'The CSV is empty')
  if (rows.length > MAX_ROWS)
    throw new StartnodeError('usage', `The CSV has ${rows.length} lines: load ${MAX_ROWS} at a time`)
  const columns = readColumns(first, rows[0], choice)
  const tasks: PlannedTask[] = []
  const problems: LineProblem[] = []
  const lines = new Map<string, number>()
  for (const row of rows) {
    let ref: string | null = null
    try {
      if (row.cells.length !== columns.names.length)
        throw new LineRefused(`it has ${row.cells.length} cells, the first line has ${columns.names.length}`)
      ref = readRef(row.cells[columns.ref] as string)
      const before = lines.get(ref)
      if (before !== undefined) throw new LineRefused(`line ${before} has this ref already`)
      lines.set(ref, row.line)
      tasks.push({
        line: row.line,
        ref,
        node: readNode(row, columns, diagram),
        data: readData(row, columns, diagram),
      })
    } catch (error) {
      if (!(error instanceof LineRefused)) throw error
      problems.push({ line: row.line, ref, text: error.message })
    }
  }
  return { columns, tasks, problems }
}

/** A line that becomes no task; never leaves this file. */
class LineRefused extends Error {}

function readRef(cell: string): string {
  const checked = checkRef(cell.trim())
  if ('ref' in checked) return checked.ref
  throw new LineRefused(`the ref can not be used: ${checked.problem}`)
}

/** By its id, else by a title that one node alone has. */
function readNode({ cells }: CsvRecord, { node }: Columns, diagram: Diagram): PlannedTask['node'] {
  const named = node === null ? '' : (cells[node] as string).trim()
  if (named === '') return null
  const title = (one: DiagramNode) => labelNode(one, diagram.isState)
  const byId = diagram.nodes.filter(({ id }) => id === named)
  const [found, ...more] = byId.length > 0 ? byId : diagram.nodes.filter((one) => title(one) === named)
  if (found === undefined) throw new LineRefused(`the process has no node ${named}`)
  if (more.length > 0) throw new LineRefused(`several nodes are called ${named}: write its id`)
  if (found.kind === 'end') throw new LineRefused(`${named} is an End: a task there is over`)
  return found.id === diagram.start ? null : { id: found.id, title: title(found) }
}

function readData(row: CsvRecord, columns: Columns, diagram: Diagram): JsonObject {
  const data = columns.data === null ? readFields(row, columns, diagram) : readJson(row, columns.data)
  const bytes = Buffer.byteLength(JSON.stringify(data))
  if (bytes > MAX_BYTES) throw new LineRefused(`its data has ${bytes} bytes, more than ${MAX_BYTES}`)
  const [problem] = findParamProblems(diagram.params, data)
  if (problem !== undefined) throw new LineRefused(describeParamProblem(problem))
  return data
}

function readJson({ cells }: CsvRecord, column: number): JsonObject {
  return parseOr(cells[column] as string, 'its data is no JSON object')
}

function readFields({ cells }: CsvRecord, { names, fields }: Columns, { params }: Diagram): JsonObject {
  let data: JsonObject = {}
  for (const at of fields) {
    const [name, cell] = [names[at] as string, cells[at] as string]
    if (cell === '') continue
    const type = params.find((param) => param.name === name)?.type ?? 'string'
    const value = type === 'string' ? cell : readTyped(name, cell, type)
    const written = writePath(data, name, value)
    if ('needs' in written || !written.ok)
      throw new LineRefused(`${name} can not stand beside the other columns`)
    data = written.value
  }
  return data
}

function readTyped(name: string, cell: string, type: Cast) {
  const refused = `${name} is no ${type}: ${cell.slice(0, 80)}`
  const { value, ...more } = parseOr(`{"value":${cell}}`, refused)
  const typed = cast(value, type)
  if (typed === undefined || typeof value === 'string' || Object.keys(more).length > 0)
    throw new LineRefused(refused)
  return typed
}

/** Strictly, as the body of a webhook: a number that would lose digits is refused. */
function parseOr(text: string, refused: string): JsonObject {
  try {
    return parseStrictJson(Buffer.from(text)) as JsonObject
  } catch (error) {
    const { name, message } = error as Error
    if (name !== 'BodyFormatError') throw error
    throw new LineRefused(/would become|twice/.test(message) ? `${refused}. ${message}` : refused)
  }
}
