import type { LogicFailure, NamedProcess } from '../../diagram/step/effect.ts'
import type { KnownProcess, ProcessDirectory } from '../../process/diagram/process-directory.ts'
import { aliasState, type SettingsSnapshot, startNodeState } from '../../settings/snapshot.ts'
import type { DiagramActivities } from './diagram-activities.ts'

export interface TargetPorts {
  readonly directory: ProcessDirectory
  readonly readSettings: () => Promise<SettingsSnapshot>
}

/**
 * Finds the process that a node names: by MPO's number, by `@alias`, or by its process id.
 *
 * @returns null where there is none
 */
export async function findProcess(
  { conv }: NamedProcess,
  { directory, readSettings }: TargetPorts,
): Promise<KnownProcess | null> {
  const name = conv.trim()
  if (/^\d+$/.test(name)) return directory.byMpoId(name)
  if (!name.startsWith('@')) return directory.byId(name)
  const process = aliasState(await readSettings(), name.slice(1))?.process ?? null
  return process === null ? null : directory.byId(process)
}

/** Makes the local activity `findTarget`: the process, or how MPO fails where it can't take a task (facts: mpo-semantics 37). */
export function createFindTarget(ports: TargetPorts): DiagramActivities['findTarget'] {
  return async ({ target, data }) => {
    const known = await findProcess(target, ports)
    if (known === null)
      return {
        failure: refuse('access_denied', tellUnknown(target.conv)),
      }
    const { process, kind, version } = known
    if (data !== undefined) {
      if (startNodeState(await ports.readSettings(), process).intake.paused)
        return { failure: refuse('conveyor_is_not_active', 'conveyor is not active') }
      const problem = known.inputProblem(data)
      if (problem !== null) return { failure: refuse('wrong_validate_params', problem) }
    }
    return { found: { process, kind, version } }
  }
}

function refuse(tag: string, description: string): LogicFailure {
  return { type: 'software', tag, description }
}

/** A parameter that should name a process may hold nothing. */
function tellUnknown(conv: string): string {
  return conv.trim() === ''
    ? 'The process is named by an empty text: look at the parameter that should name it'
    : `There is no process ${conv}: import it, or set its alias`
}
