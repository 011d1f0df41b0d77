/**
 * The settings as receivers read them: state of all Start nodes at one revision. Types and pure look-ups only.
 * Also imported by the settings workflow, so: no library, no node built-in.
 */

/** Another URL that is accepted for a process, kept as the hash of its path. */
export interface AcceptedUrl {
  /** Lower-case hex SHA-256 of the whole path. */
  readonly pathHash: string
  /** ISO time after which it is refused; null: no end. */
  readonly until: string | null
  readonly note: string
}

/** What an operator switched for one Start node. */
export interface StartNodeState {
  /** 32 hex, drawn anew by every enable and rotate; null: the direct URL is off. */
  readonly generation: string | null
  readonly accepted: readonly AcceptedUrl[]
}

/** The settings of a namespace at one revision. */
export interface SettingsSnapshot {
  /** Random, drawn once when the settings are created; a receiver never follows another one by itself. */
  readonly settingsId: string
  /** Grows by one with every change. */
  readonly revision: number
  readonly startNodes: Readonly<Record<string, StartNodeState>>
}

/** The state of one Start node; a process the settings do not know has its direct URL off. */
export function startNodeState(snapshot: SettingsSnapshot, process: string): StartNodeState {
  return Object.hasOwn(snapshot.startNodes, process)
    ? (snapshot.startNodes[process] as StartNodeState)
    : { generation: null, accepted: [] }
}
