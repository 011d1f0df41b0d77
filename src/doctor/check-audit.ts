import { type AuditProblem, examineAudit } from '../settings/chain/examine-audit.ts'
import type { AuditEntry } from '../settings/change.ts'
import type { Finding } from './doctor-report.ts'

/** Which settings to look at, and the newest revision that anybody has seen of them. */
export interface AuditSearch {
  readonly settings: { readAudit(settingsId: string): Promise<readonly AuditEntry[]> }
  readonly signingKeys: readonly Buffer[]
  readonly settingsId: string
  readonly newest: number
}

/** What the history of the settings does not tell any more, or tells twice. */
export async function checkAudit({ settings, ...known }: AuditSearch): Promise<Finding[]> {
  return tellAudit(examineAudit(await settings.readAudit(known.settingsId), known))
}

/** Problems of an audit as findings. */
export function tellAudit(problems: readonly AuditProblem[]): Finding[] {
  return problems.map(({ kind, message }) => ({
    area: 'settings',
    subject: `audit, ${kind}`,
    state: 'warning',
    message,
    advice: 'Was Temporal reset or restored? `startnode audit` shows what it tells',
  }))
}
