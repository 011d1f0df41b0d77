import { type AuditProblem, examineAudit } from '../settings/chain/examine-audit.ts'
import type { ClientContext } from './client-context.ts'

/** What the audit of the settings that run, or that the receiver has seen, lacks. */
export async function findAuditProblems({
  settings,
  config: { signingKeys },
  receiver,
}: Pick<ClientContext, 'settings' | 'config' | 'receiver'>): Promise<AuditProblem[]> {
  const [there, sightings] = await Promise.all([settings.look(), receiver.seen()])
  const places = sightings.map(({ place }) => place)
  const settingsId = there?.snapshot?.settingsId ?? places[0]?.settingsId
  if (settingsId === undefined) return []
  const known = places.filter((place) => place.settingsId === settingsId).map(({ revision }) => revision)
  // What Temporal shows counts only by its signed lines: a forged revision is no gap.
  const entries = await settings.readAudit(settingsId)
  return examineAudit(entries, { signingKeys, settingsId, newest: Math.max(-1, ...known) })
}
