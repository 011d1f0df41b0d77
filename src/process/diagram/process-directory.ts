/** The processes of a project, as those who name one find them. */
import type { CountGuard } from './count-guard.ts'

/** One process, in code or as a diagram. */
export interface KnownProcess {
  readonly process: string
  /** MPO's id: of the diagram, or of the process that this one `replaces`; null: none. */
  readonly mpoId: string | null
  readonly kind: 'diagram' | 'code'
  /** A state diagram. */
  readonly isState: boolean
  /** Current version of a diagram; null for code. */
  readonly version: string | null
  /**
   * What `MpoNode` says of tasks that wait at the node with this id, the current title first: tasks of older versions may know another.
   * []: the process has no such node, or no ids.
   */
  readonly placesOf: (node: string) => readonly string[]
  /** Where the body of a callback to the node with this id names its task, as JSON Pointer. */
  readonly callbackPointer: (node: string) => string
  /** The count guards of the node with this id, as new tasks have them; [] where there are none. */
  readonly countGuards: (node: string) => readonly CountGuard[]
  /** Says what is wrong with the data of a new task, in MPO's words where it is a diagram; null: nothing. */
  readonly inputProblem: (data: unknown) => string | null
}

export interface ProcessDirectory {
  readonly byId: (process: string) => KnownProcess | null
  readonly byMpoId: (mpoId: string) => KnownProcess | null
}

/** Makes the directory of these processes. Where two have one MPO id, the one in code counts: it replaces the other. */
export function createDirectory(processes: readonly KnownProcess[]): ProcessDirectory {
  const byId = new Map(processes.map((known) => [known.process, known]))
  const ordered = [...processes].sort((a, b) => Number(a.kind === 'code') - Number(b.kind === 'code'))
  const byMpoId = new Map(ordered.flatMap((known) => (known.mpoId === null ? [] : [[known.mpoId, known]])))
  return {
    byId: (process) => byId.get(process) ?? null,
    byMpoId: (mpoId) => byMpoId.get(mpoId) ?? null,
  }
}
