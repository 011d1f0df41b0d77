import { z } from 'zod'
import type { UrlUses } from '../settings/change.ts'
import { type AcceptedUrl, aliasState, type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'

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

/** Other URLs that are accepted. @param on process id or `@alias` */
export function acceptedOf(snapshot: SettingsSnapshot, on: string): readonly AcceptedUrl[] {
  return on.startsWith('@')
    ? (aliasState(snapshot, on.slice(1))?.accepted ?? [])
    : startNodeState(snapshot, on).accepted
}

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

/** What came together and ends together: a rotation leaves a path for each format and version of the old URL. */
export interface AcceptedGroup extends AcceptedView {
  readonly pathHashes: readonly string[]
}

/** The same, one row for what a person did once; `pathHash` is the first of its paths. */
export function groupAccepted(rows: readonly AcceptedView[]): AcceptedGroup[] {
  const groups = new Map<string, AcceptedGroup>()
  for (const row of rows) {
    const key = JSON.stringify([row.note, row.until])
    const before = groups.get(key)
    if (before === undefined) groups.set(key, { ...row, pathHashes: [row.pathHash] })
    else
      groups.set(key, {
        ...before,
        pathHashes: [...before.pathHashes, row.pathHash],
        uses: before.uses === null || row.uses === null ? null : before.uses + row.uses,
        lastUsedAt: [before.lastUsedAt ?? '', row.lastUsedAt ?? ''].sort().at(-1) || null,
      })
  }
  return [...groups.values()]
}

/**
 * What a rotation ended beside the direct URL, as a sentence; nothing when it ended nothing else.
 *
 * @param before and `after`: `accepted` before and after it
 */
export function warnOfEnded(
  before: readonly AcceptedUrl[],
  after: readonly AcceptedUrl[],
  now = Date.now(),
): string[] {
  const left = new Set(after.map(({ pathHash }) => pathHash))
  const ended = before.filter(({ pathHash }) => !left.has(pathHash))
  const live = groupAccepted(viewAccepted(ended, null, now)).filter(({ ended: isOver }) => !isOver)
  return live.map(
    ({ until }) => `A URL that an earlier rotation left open until ${until} is refused from now on too`,
  )
}
