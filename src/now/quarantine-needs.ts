/** Open entries in quarantine, by process and reason. */
import type { Client } from '@temporalio/client'
import { listEntries } from '../quarantine/list-entries.ts'
import { makeNeed, type Need } from './need.ts'

/** Entries whose reason is read; it stands in their memo, which no query finds. */
const LISTED = 1_000

/** @throws as `listEntries` */
export async function readQuarantineNeeds(client: Client): Promise<Need[]> {
  const { entries, next } = await listEntries(client.workflow, { limit: LISTED })
  const groups = new Map<
    string,
    { process: string; code: string | null; count: number; since: string | null }
  >()
  for (const { process, summary } of entries) {
    const code = summary?.code ?? null
    const key = JSON.stringify([process, code])
    const known = groups.get(key)
    const since = summary?.receivedAt ?? null
    groups.set(key, {
      process,
      code,
      count: (known?.count ?? 0) + 1,
      since: known?.since == null || (since !== null && since < known.since) ? since : known.since,
    })
  }
  return [...groups.values()].map(({ process, code, count, since }) => {
    const link = new URLSearchParams({ process, ...(code === null ? {} : { reason: code }) })
    return makeNeed('quarantine', {
      process,
      cause: code,
      text: `Deliveries of ${process} could not become a task${code === null ? '' : `: ${code}`}${next === null ? '' : ` (counted among the newest ${LISTED} of all)`}`,
      count,
      since,
      advice: 'Mend and resubmit them, or discard them',
      link: `/quarantine?${link}`,
    })
  })
}
