/** Judges all that one import brings: each process, and what they are to each other. */
import type { DiagramProblem, ProblemCode } from '../problem.ts'
import { PROBLEMS } from '../problem.ts'
import { itemsOf, type JsonValue, lineOf, memberOf } from '../read/json-value.ts'
import { parseJson } from '../read/parse-json.ts'
import type { ReadExport, ReadProcess } from '../read/read-export.ts'
import { checkDiagram } from './check-diagram.ts'
import { type Credential, findCredentials } from './find-credentials.ts'
import type { CheckContext } from './judging.ts'

/** What is there beside the export. */
export type Surroundings = Pick<CheckContext, 'processes' | 'aliases' | 'secrets'>

/**
 * Judges what `readExport` gave.
 *
 * @param around what is there already: processes imported before, aliases and secret variables of the settings; may be empty
 * @returns the problems of the reader, then those of each process
 */
export function checkExport(read: ReadExport, around: Surroundings): DiagramProblem[] {
  const { processes, aliases, variables } = read
  const known = {
    processes: new Set([...around.processes, ...processes.flatMap(({ diagram }) => diagram.mpoId ?? [])]),
    aliases: new Set([...around.aliases, ...aliases.map(({ name }) => name)]),
    secrets: new Set([...around.secrets, ...variables.flatMap(({ name, secret }) => (secret ? name : []))]),
  }
  const isNothing =
    processes.length + aliases.length + read.folders.length + read.stages.length + variables.length === 0
  return [
    ...read.problems,
    ...(isNothing && read.problems.length === 0
      ? [aboutFile('', 'not_an_export', 'There is nothing of MPO in it')]
      : []),
    ...processes.flatMap((process) => [
      ...locate(process, checkDiagram(process.diagram, { ...known, file: process.file })),
      ...aboutCredentials(process),
    ]),
    ...findDoubled(processes),
    ...processes.flatMap(nameless),
    ...findContradictions(read),
    ...aliases.flatMap(({ name, title }) =>
      /^[a-z0-9-]{3,128}$/.test(name)
        ? []
        : [
            aboutFile(
              '_ALIASES_.json',
              'alias_invalid',
              `The alias '${(name || title).slice(0, 60)}' has no name that an alias can have: it is left out`,
            ),
          ],
    ),
  ]
}

/** MPO's id is what finds a process again at the next import. */
function nameless({ diagram, file, line }: ReadProcess): DiagramProblem[] {
  if (diagram.mpoId !== null) return []
  const text = 'The export has no id of this process: import it alone, with --id <process id>'
  return [{ ...aboutFile(file, 'process_id_missing', text), process: diagram.title, line }]
}

/** Two contents of one id: nobody can say which one is meant. The same content twice is one. */
function findDoubled(processes: readonly ReadProcess[]): DiagramProblem[] {
  const first = new Map<string, ReadProcess>()
  return processes.flatMap((process): DiagramProblem[] => {
    const { mpoId, title } = process.diagram
    const other = mpoId === null ? undefined : first.get(mpoId)
    if (mpoId !== null && other === undefined) first.set(mpoId, process)
    if (other === undefined || other.text.trim() === process.text.trim()) return []
    const text = `The id ${mpoId} has another content in ${other.file}, line ${other.line}: leave one of them out`
    return [
      { ...aboutFile(process.file, 'process_doubled', text), mpoId, process: title, line: process.line },
    ]
  })
}

/** Each stage has aliases and variables of its own, and here one name means one thing. */
function findContradictions({ aliases, variables }: ReadExport): DiagramProblem[] {
  const stages = 'as in two stages of a project: import one stage at a time'
  const targets = groupBy(aliases, ({ target }) => target)
  const values = groupBy(variables, ({ type, secret, value }) => JSON.stringify([type, secret, value]))
  return [
    ...[...targets].flatMap(([name, { size }]) => {
      const text = `The alias '@${name.slice(0, 60)}' points at ${size} things, ${stages}`
      return size === 1 ? [] : [aboutFile('_ALIASES_.json', 'alias_doubled', text)]
    }),
    ...[...values].flatMap(([name, { size }]) => {
      const text = `The variable '@${name.slice(0, 60)}' has ${size} values, ${stages}`
      return size === 1 ? [] : [aboutFile('_ENV_VARS_.json', 'variable_doubled', text)]
    }),
  ]
}

/** What is said of each name. */
function groupBy<One extends { readonly name: string }>(
  all: readonly One[],
  meaningOf: (one: One) => string | null,
): Map<string, Set<string | null>> {
  const groups = new Map<string, Set<string | null>>()
  for (const one of all) groups.set(one.name, (groups.get(one.name) ?? new Set()).add(meaningOf(one)))
  return groups
}

function aboutFile(file: string, code: ProblemCode, text: string): DiagramProblem {
  return {
    code,
    severity: PROBLEMS[code],
    file,
    mpoId: null,
    process: null,
    nodeId: null,
    nodeTitle: null,
    path: '',
    line: null,
    text,
  }
}

/** Adds the lines of the file to problems that know their path in the process. */
function locate(process: ReadProcess, problems: readonly DiagramProblem[]): DiagramProblem[] {
  const parsed = problems.length === 0 ? null : parseJson(process.text)
  const root = parsed !== null && 'value' in parsed ? itemsOf(parsed.value)[0] : undefined
  return problems.map((problem) => {
    const at = root === undefined ? undefined : follow(root, problem.path)
    return at === undefined ? problem : { ...problem, line: lineInFile(process, lineOf(at)) }
  })
}

/** The text of a process that does not stand alone begins within its file. */
const lineInFile = ({ path, line }: ReadProcess, inText: number) => (path === '' ? inText : line + inText - 1)

function follow(root: JsonValue, path: string): JsonValue | undefined {
  let here: JsonValue | undefined = root
  for (const step of path.split('/').slice(1))
    here = here?.kind === 'array' ? here.items[Number(step)] : memberOf(here, step)
  return here
}

function aboutCredentials(process: ReadProcess): DiagramProblem[] {
  return findCredentials(process.text).map((credential) => ({
    code: credential.code,
    severity: PROBLEMS[credential.code],
    file: process.file,
    mpoId: process.diagram.mpoId,
    process: process.diagram.title,
    nodeId: credential.nodeId,
    nodeTitle: credential.nodeTitle,
    path: credential.path,
    line: lineInFile(process, credential.line),
    text: `A credential stands in clear (${credential.name.slice(0, 60)}): ${sayWhatBecomes(credential)}`,
  }))
}

function sayWhatBecomes({ code, place, secret }: Credential): string {
  if (place !== null && secret)
    return 'the import keeps it as a secret variable and leaves a reference in the file'
  if (place !== null)
    return 'the import keeps it as a variable and leaves a reference in the file; a visible one, since secret ones are for API Calls only'
  return code === 'credential_in_code'
    ? 'it stays in the file, since nothing is filled in in scripts: draw a new one, and keep it in a variable'
    : 'it stays in the file if it is one: keep it in a variable, and let the API Call use that'
}
