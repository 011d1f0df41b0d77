/**
 * Changes of settings from before the chain of signed heads, which `startnode setup --sign` has not taken over yet. Kept
 * so that their histories replay and their receivers go on; a receiver of this version follows none of it.
 */
import { proxyLocalActivities } from '@temporalio/workflow'
import type { ProveChange } from '../../activities/prove-change.ts'
import type { AuditEntry, ChangeRequest } from '../../settings/change.ts'
import { applyChange } from '../../settings/rules/apply-change.ts'
import { byteLength } from '../../settings/rules/byte-length.ts'
import { describeChange } from '../../settings/rules/describe-change.ts'
import { onlyTightens } from '../../settings/rules/only-tightens.ts'
import type { SettingsSnapshot } from '../../settings/snapshot.ts'

/** Half of what Temporal takes in one memo or argument. */
const MAX_SNAPSHOT_BYTES = 1_048_576

/** Makes the failure of an Update. */
export type Refuse = (type: 'settings_changed' | 'settings_refused', message: string) => Error

const { proveChange } = proxyLocalActivities<{ proveChange: ProveChange }>({
  startToCloseTimeout: '2 seconds',
  retry: { maximumAttempts: 2 },
})

/**
 * Makes one change; without a valid proof only one that tightens.
 *
 * @param current gives the settings as they are then
 * @param refused keeps that a change was refused
 * @returns the settings after it and its line of the audit; null: it changes nothing
 * @throws what `refuse` makes
 */
export async function changeUnsigned(
  request: ChangeRequest,
  current: () => SettingsSnapshot,
  refused: (entry: AuditEntry) => void,
  refuse: Refuse,
): Promise<{ snapshot: SettingsSnapshot; entry: AuditEntry } | null> {
  const proved = await isProved(current().settingsId, request, refuse)
  // Another change may have come in between.
  const snapshot = current()
  refuseOtherRevision(request, snapshot, refuse)
  const { change, actor } = request
  const at = new Date().toISOString()
  const entry = { at, actor, op: change.op, ...describeChange(change), proved }
  if (!proved && !onlyTightens(change)) {
    refused({ ...entry, revision: snapshot.revision, refused: true })
    throw refuse(
      'settings_refused',
      `${change.op} needs the proof of a signing key of the worker: do sender and worker share one?`,
    )
  }
  const applied = applyChange(snapshot, change, at)
  if (applied.kind === 'refused') throw refuse('settings_refused', applied.message)
  if (applied.kind === 'unchanged') return null
  if (!onlyTightens(change) && byteLength(applied.snapshot) > MAX_SNAPSHOT_BYTES) {
    throw refuse('settings_refused', 'The settings would pass 1 MiB: remove what is no longer used')
  }
  return {
    snapshot: applied.snapshot,
    entry: { ...entry, revision: applied.snapshot.revision, refused: false },
  }
}

export function refuseOtherRevision(
  { proof }: ChangeRequest,
  { revision }: SettingsSnapshot,
  refuse: Refuse,
): void {
  if (proof && proof.baseRevision !== revision) {
    throw refuse('settings_changed', `The settings are at revision ${revision}, not ${proof.baseRevision}`)
  }
}

async function isProved(
  settingsId: string,
  { change, actor, proof }: ChangeRequest,
  refuse: Refuse,
): Promise<boolean> {
  if (!proof) return false
  try {
    return await proveChange({ settingsId, baseRevision: proof.baseRevision, change, actor }, proof.hmac)
  } catch (error) {
    throw refuse('settings_refused', `The proof could not be checked: ${String(error)}`)
  }
}
