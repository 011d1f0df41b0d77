import type { AuditEntry } from '../change.ts'
import { verifyEntry } from './seal-head.ts'

/** What the audit of settings does not say, or says twice: somebody has reset, replaced or restored them. */
export interface AuditProblem {
  readonly kind: 'gap' | 'fork' | 'unsigned'
  readonly message: string
}

/**
 * Looks for what is missing in an audit, or forged. Each line is signed by itself and the revision grows by one, so nobody
 * without a key can leave one out or put one in unseen, as long as somebody knows the newest.
 *
 * @param entries of one settings, as Temporal tells them, in any order
 * @param newest highest revision that anybody has seen
 * @example examineAudit(await settings.readAudit(settingsId), { signingKeys, settingsId, newest: known.revision })
 */
export function examineAudit(
  entries: readonly AuditEntry[],
  { signingKeys, settingsId, newest }: { signingKeys: readonly Buffer[]; settingsId: string; newest: number },
): AuditProblem[] {
  const made = entries.filter(({ proved, refused }) => proved && !refused)
  const signed = made.filter((entry) => verifyEntry(signingKeys, settingsId, entry))
  const byRevision = new Map<number, AuditEntry[]>()
  for (const entry of signed)
    byRevision.set(entry.revision, [...(byRevision.get(entry.revision) ?? []), entry])
  const revisions = [...byRevision.keys()].sort((a, b) => a - b)
  const [first] = revisions
  if (first === undefined) return []
  const problems: AuditProblem[] = []
  for (const [revision, all] of byRevision) {
    if (new Set(all.map(({ seal }) => seal)).size < 2) continue
    const who = all.map(({ op, on, actor, at }) => `${op} ${on} by ${actor} at ${at}`).join(' and ')
    problems.push({ kind: 'fork', message: `Revision ${revision} was made twice: ${who}` })
  }
  for (const [at, revision] of [...revisions, newest + 1].entries()) {
    const before = revisions[at - 1] ?? first - 1
    // A restore of unsigned settings begins above what others may have seen.
    const jumps = byRevision.get(revision)?.some(({ op }) => op === 'restoreSettings') ?? false
    if (revision > before + 1 && !jumps)
      problems.push({
        kind: 'gap',
        message: `Temporal tells nothing of revision ${range(before + 1, revision - 1)}`,
      })
  }
  // Before the first signed one they are of a version that signed none.
  for (const { op, on, actor, at, revision } of made.filter(
    (entry) => !signed.includes(entry) && entry.revision > first,
  ))
    problems.push({
      kind: 'unsigned',
      message: `Nobody signed revision ${revision}: ${op} ${on} by ${actor} at ${at}`,
    })
  return problems
}

function range(from: number, to: number): string {
  return from === to ? `${from}` : `${from} to ${to}`
}
