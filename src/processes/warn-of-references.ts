import { findReferences } from '../settings/find-references.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import { openOrNull } from './auth-view.ts'

/** What a rename of an alias may break, in plain words. */
export function warnOfReferences(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  alias: string,
): string[] {
  return findReferences(snapshot, alias, (sealed) => openOrNull(keys, sealed))
}
