import type { AuditEntry, UrlUses } from '../change.ts'
import type { SettingsSnapshot } from '../snapshot.ts'
import type { HeadMeta } from './head.ts'
import type { Stops } from './stops.ts'

/** What the settings workflow carries from run to run. */
export interface SettingsState {
  /** Content of the head. */
  readonly snapshot: SettingsSnapshot
  /** Missing: these settings are of a version that did not sign. */
  readonly head?: HeadMeta
  readonly stops?: Stops
  readonly audit: readonly AuditEntry[]
  /** Missing in the state of an older version. */
  readonly uses?: UrlUses
}
