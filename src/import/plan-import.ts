/** What an import would write: decided as a whole before anything is. */
import { findCredentials } from '../diagram/check/find-credentials.ts'
import { type TakenValue, takeOut } from '../diagram/check/take-out.ts'
import type { ReadExport, ReadProcess } from '../diagram/read/read-export.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { diagramIdOf, versionOf } from '../process/ids/diagram-id.ts'
import { isProcessId } from '../process/ids/process-id.ts'
import { processNameProblem } from '../process/ids/process-name.ts'
import type { FoundDiagram } from './find-diagrams.ts'

/** One process as it will stand in `workflows/`. */
export interface PlannedProcess {
  readonly process: string
  readonly mpoId: string | null
  readonly title: string
  /** Without credentials; its version is the hash of it. */
  readonly text: string
  readonly version: string
  /** What is there now; null: it is imported for the first time. */
  readonly former: (FoundDiagram & { readonly version: string }) | null
  /** Values that were taken out of it, by the variables that stand for them. */
  readonly secrets: ReadonlyMap<string, TakenValue>
  /** References to the login and secret of its Start node; null: it had none in clear. */
  readonly auth: { readonly user: string; readonly pass: string } | null
}

/**
 * Plans the import of everything that was read. The same content twice is planned once.
 *
 * @param found what was imported before: it is found by MPO's id, whatever its title is now
 * @param taken ids of processes in code
 * @param id the process id to give, of an export of one process
 * @throws StartnodeError `usage`: an id is missing, not one, or taken
 */
export function planImport(
  { processes }: Pick<ReadExport, 'processes'>,
  {
    found,
    taken,
    id,
  }: {
    readonly found: readonly FoundDiagram[]
    readonly taken: ReadonlySet<string>
    readonly id: string | null
  },
): PlannedProcess[] {
  if (id !== null && processes.length !== 1)
    throw new StartnodeError('usage', `--id names one process, and the export has ${processes.length}`)
  if (id !== null) checkId(id)
  const planned = new Map<string, PlannedProcess>()
  for (const process of processes) {
    const former = findFormer(process, found, id)
    const name = former?.process ?? id ?? nameOf(process)
    if (taken.has(name))
      throw new StartnodeError('usage', `There is a process '${name}' in code already: give another --id`)
    if (!planned.has(name)) planned.set(name, plan(process, name, former))
  }
  return [...planned.values()]
}

function plan({ diagram, text }: ReadProcess, process: string, former: FoundDiagram | null): PlannedProcess {
  const credentials = findCredentials(text)
  const taken = takeOut(text, process, credentials)
  const referTo = (login: boolean) => {
    const one = credentials.find(
      ({ code, name, place }) =>
        code === 'credential_in_options' && place !== null && IS_LOGIN.test(name) === login,
    )
    const variable = [...taken.secrets].find(([, { value }]) => value === one?.value)?.[0]
    return variable === undefined ? null : `{{env_var[@${variable}]}}`
  }
  const [user, pass] = [referTo(true), referTo(false)]
  return {
    process,
    mpoId: diagram.mpoId,
    title: diagram.title,
    text: taken.text,
    version: versionOf(taken.text),
    former: former === null ? null : { ...former, version: versionOf(former.text) },
    secrets: taken.secrets,
    auth: user === null || pass === null ? null : { user, pass },
  }
}

const IS_LOGIN = /^(?:login|user|username)$/i

function findFormer(
  { diagram }: ReadProcess,
  found: readonly FoundDiagram[],
  id: string | null,
): FoundDiagram | null {
  const { mpoId } = diagram
  const byMpoId = mpoId === null ? undefined : found.find((one) => one.mpoId === mpoId)
  if (byMpoId !== undefined && id !== null && byMpoId.process !== id)
    throw new StartnodeError(
      'usage',
      `The process ${mpoId} is here already, as ${byMpoId.process}: leave --id out`,
    )
  if (byMpoId !== undefined) return byMpoId
  const byId = found.find(({ process }) => process === id)
  if (byId === undefined) return null
  if (byId.mpoId !== mpoId)
    throw new StartnodeError(
      'usage',
      `${byId.process} is another process of MPO (${byId.mpoId ?? 'without an id'}): give another --id`,
    )
  return byId
}

function nameOf({ diagram, file }: ReadProcess): string {
  const { mpoId, title } = diagram
  if (mpoId === null)
    throw new StartnodeError(
      'usage',
      `The process '${title}' in ${file} has no id of MPO: import it alone, with --id <process id>`,
    )
  const name = diagramIdOf(mpoId, title)
  if (!isProcessId(name))
    throw new StartnodeError(
      'usage',
      `'${mpoId}' is no id of MPO: import the process alone, with --id <process id>`,
    )
  return name
}

function checkId(id: string): void {
  const problem = isProcessId(id) ? processNameProblem(id) : 'use kebab-case, at most 64 characters'
  if (problem !== null) throw new StartnodeError('usage', `'${id}' is no process id: ${problem}`)
}
