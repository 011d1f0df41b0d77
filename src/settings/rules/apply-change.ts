/** The rules of the settings, pure: what a change makes of a snapshot. */
import type { SettingsChange } from '../change.ts'
import type { SettingsSnapshot } from '../snapshot.ts'
import { changeAlias } from './change-alias.ts'
import { changeAuth } from './change-auth.ts'
import { changeIntake } from './change-intake.ts'
import { changeUrl } from './change-url.ts'
import { changeVariable } from './change-variable.ts'

export type AppliedChange =
  | { readonly kind: 'changed' | 'unchanged'; readonly snapshot: SettingsSnapshot }
  | { readonly kind: 'refused'; readonly message: string }

/**
 * Applies one well-formed change.
 *
 * @param now ISO time; accepted URLs that ended before it are dropped
 * @returns the next snapshot with its revision grown by one, or why not
 */
export function applyChange(snapshot: SettingsSnapshot, change: SettingsChange, now: string): AppliedChange {
  const next = nextSnapshot(snapshot, change, now)
  if (typeof next === 'string') return { kind: 'refused', message: next }
  if (next === snapshot) return { kind: 'unchanged', snapshot }
  return { kind: 'changed', snapshot: { ...next, revision: snapshot.revision + 1 } }
}

/** The snapshot itself where nothing changes; a text where the change is refused. */
function nextSnapshot(
  snapshot: SettingsSnapshot,
  change: SettingsChange,
  now: string,
): SettingsSnapshot | string {
  switch (change.op) {
    case 'enableUrl':
    case 'disableUrl':
    case 'rotateUrl':
    case 'adoptUrl':
    case 'dropAcceptedUrl':
      return changeUrl(snapshot, change, now)
    case 'setAuth':
      return changeAuth(snapshot, change)
    case 'setIntake':
      return changeIntake(snapshot, change)
    case 'createAlias':
    case 'renameAlias':
    case 'linkAlias':
    case 'unlinkAlias':
    case 'deleteAlias':
      return changeAlias(snapshot, change)
    case 'setVariable':
    case 'deleteVariable':
      return changeVariable(snapshot, change)
  }
}
