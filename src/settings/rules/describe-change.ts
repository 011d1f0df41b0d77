import type { SettingsChange } from '../change.ts'

/** 1,000 lines of the audit must stay far below what Temporal takes in one argument. */
const MAX_DETAIL_LENGTH = 300

/**
 * What an audit line says of a change: what it was about and, where that is not all, how. Never a secret, a generation or a path.
 *
 * @example describeChange({ op: 'linkAlias', alias: 'loans', process: 'dunning' }) // { on: '@loans', detail: 'to dunning' }
 */
export function describeChange(change: SettingsChange): { on: string; detail: string | null } {
  switch (change.op) {
    case 'enableUrl':
    case 'disableUrl':
      return { on: change.on, detail: null }
    case 'rotateUrl':
      return {
        on: change.on,
        detail: change.overlap === null ? 'no overlap' : `overlap until ${change.overlap.until}`,
      }
    case 'adoptUrl':
      return {
        on: change.on,
        detail: `${change.accepted.pathHash.slice(0, 12)} until ${change.accepted.until ?? 'dropped'}`,
      }
    case 'dropAcceptedUrl':
      return { on: change.on, detail: change.pathHash.slice(0, 12) }
    case 'setAuth':
      return { on: change.process, detail: change.auth.type }
    case 'setIntake':
      return { on: change.process, detail: JSON.stringify(change.intake).slice(0, MAX_DETAIL_LENGTH) }
    case 'createAlias':
      return { on: `@${change.alias}`, detail: change.process === null ? 'unlinked' : `to ${change.process}` }
    case 'linkAlias':
      return { on: `@${change.alias}`, detail: `to ${change.process}` }
    case 'renameAlias':
      return { on: `@${change.alias}`, detail: `now @${change.to}` }
    case 'unlinkAlias':
    case 'deleteAlias':
      return { on: `@${change.alias}`, detail: null }
    case 'setVariable':
      return {
        on: `env_var[@${change.name}]`,
        detail: `${change.type}, ${change.secret ? 'secret' : 'visible'}`,
      }
    case 'deleteVariable':
      return { on: `env_var[@${change.name}]`, detail: null }
  }
}
