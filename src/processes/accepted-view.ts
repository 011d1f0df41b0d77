import { z } from 'zod'
import type { UrlUses } from '../settings/change.ts'
import type { AcceptedUrl } from '../settings/snapshot.ts'

/** Another accepted URL as people see it. */
export const acceptedView = z.object({
  pathHash: z.string(),
  note: z.string(),
  until: z.string().nullable(),
  ended: z.boolean(),
  uses: z.number().nullable().describe('Requests so far, counted once a minute; null: no worker told'),
  lastUsedAt: z.string().nullable(),
})

export type AcceptedView = z.output<typeof acceptedView>

/** @param uses null: not known now */
export function viewAccepted(
  accepted: readonly AcceptedUrl[],
  uses: UrlUses | null,
  now = Date.now(),
): AcceptedView[] {
  return accepted.map(({ pathHash, note, until }) => ({
    pathHash,
    note,
    until,
    ended: until !== null && Date.parse(until) <= now,
    uses: uses === null ? null : (uses[pathHash]?.count ?? 0),
    lastUsedAt: uses?.[pathHash]?.lastAt ?? null,
  }))
}
