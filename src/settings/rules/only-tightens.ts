import type { SettingsChange } from '../change.ts'

/**
 * True for a change that can only close a door, so it needs no proof: in an emergency whoever has access to the
 * namespace may stop what comes in, but let nothing in. Pausing is among them, going on is not.
 */
export function onlyTightens(change: SettingsChange): boolean {
  switch (change.op) {
    case 'disableUrl':
    case 'dropAcceptedUrl':
    case 'unlinkAlias':
      return true
    case 'setIntake':
      return Object.keys(change.intake).length === 1 && change.intake.paused === true
    default:
      return false
  }
}
