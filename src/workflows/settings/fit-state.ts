import type { SettingsState } from '../../settings/chain/settings-state.ts'
import { byteLength } from '../../settings/rules/byte-length.ts'

/** Temporal refuses an argument of 2 MiB, and then these settings could not go on. */
const MAX_STATE_BYTES = 1_900_000

/**
 * What of the state goes into the next run: the snapshot always, of the audit the newest that fit (the history has the
 * rest), the counts of uses where there is room.
 */
export function fitState(state: SettingsState): SettingsState {
  let fitting = state
  while (fitting.audit.length > 0 && byteLength(fitting) > MAX_STATE_BYTES) {
    fitting = { ...fitting, audit: fitting.audit.slice(Math.ceil(fitting.audit.length / 2)) }
  }
  return byteLength(fitting) > MAX_STATE_BYTES ? { ...fitting, uses: {} } : fitting
}
