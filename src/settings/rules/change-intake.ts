import type { SetIntake } from '../change.ts'
import { type SettingsSnapshot, startNodeState } from '../snapshot.ts'

/** Sets what the change names of the intake and leaves the rest. */
export function changeIntake(snapshot: SettingsSnapshot, { process, intake }: SetIntake): SettingsSnapshot {
  const before = startNodeState(snapshot, process)
  const next = { ...before.intake, ...intake }
  if (JSON.stringify(next) === JSON.stringify(before.intake)) return snapshot
  return { ...snapshot, startNodes: { ...snapshot.startNodes, [process]: { ...before, intake: next } } }
}
