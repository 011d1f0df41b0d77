import type { SetAuth } from '../change.ts'
import { type SettingsSnapshot, startNodeState } from '../snapshot.ts'

/** Sets what requests must prove; what was there before is forgotten, so no auth resets the credentials. */
export function changeAuth(snapshot: SettingsSnapshot, { process, auth }: SetAuth): SettingsSnapshot {
  const before = startNodeState(snapshot, process)
  if (before.auth.type === 'none' && auth.type === 'none') return snapshot
  return { ...snapshot, startNodes: { ...snapshot.startNodes, [process]: { ...before, auth } } }
}
