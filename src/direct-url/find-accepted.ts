import type { AcceptedUrl, SettingsSnapshot } from '../settings/snapshot.ts'
import type { AuthorizedUrl } from './authorized-url.ts'

interface Entry extends AuthorizedUrl {
  readonly accepted: AcceptedUrl
  /** Milliseconds since 1970; Infinity: no end. */
  readonly until: number
}

/** Built once per snapshot, so that a look-up costs the same with 5,000 processes as with ten. */
const indexes = new WeakMap<SettingsSnapshot, Map<string, Entry[]>>()

/**
 * Whom a path opens through the accepted lists, or null. A plain map look-up is safe: what is compared is a SHA-256 of
 * what was sent, so a guess can't be improved prefix by prefix.
 *
 * @param pathHash of `hashPath`
 */
export function findAccepted(snapshot: SettingsSnapshot, pathHash: string, now: Date): AuthorizedUrl | null {
  let index = indexes.get(snapshot)
  if (index === undefined) {
    index = indexAccepted(snapshot)
    indexes.set(snapshot, index)
  }
  const live = index.get(pathHash)?.find(({ until }) => now.getTime() < until)
  if (live === undefined) return null
  const { process, addressed, accepted } = live
  return { process, addressed, accepted }
}

function indexAccepted(snapshot: SettingsSnapshot): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>()
  const add = (
    process: string | null,
    addressed: string,
    { generation, accepted: all }: { generation: string | null; accepted: readonly AcceptedUrl[] },
  ) => {
    // Switching the URL off ends them all; an unlinked alias leads nowhere.
    if (process === null || generation === null) return
    for (const accepted of all) {
      const until = accepted.until === null ? Number.POSITIVE_INFINITY : Date.parse(accepted.until)
      const entries = index.get(accepted.pathHash) ?? []
      index.set(accepted.pathHash, [...entries, { process, addressed, accepted, until }])
    }
  }
  for (const [process, state] of Object.entries(snapshot.startNodes)) add(process, process, state)
  for (const [alias, state] of Object.entries(snapshot.aliases)) add(state.process, `@${alias}`, state)
  return index
}
