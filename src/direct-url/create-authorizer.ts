/**
 * `authorizeDirectUrl` for a receiver: what the same settings have let in before is let in again without an HMAC, which
 * is a twentieth of the work of accepting a delivery. A Mambu webhook sends the same path for ever.
 *
 * Only whole paths that passed are kept, and only as long as the settings are the same object, so a switched-off URL is
 * dead at once. A guess learns nothing from the look-up: strings of a Map are found by a seeded hash of the whole text,
 * and every path that is not there costs the full work of `authorizeDirectUrl`.
 */

import type { SettingsSnapshot } from '../settings/snapshot.ts'
import { authorizeDirectUrl } from './authorize-direct-url.ts'
import type { AuthorizedUrl } from './authorized-url.ts'
import type { DirectUrl } from './direct-url.ts'

/** More than anyone has direct URLs; beyond, all are checked anew. */
const MAX_KEPT = 10_000

export type AuthorizeUrl = (
  snapshot: SettingsSnapshot,
  url: DirectUrl,
  path: string,
  now: Date,
) => AuthorizedUrl

/**
 * @param keys all signing keys
 * @param processes the processes this receiver serves
 * @returns throws `access_denied` like `authorizeDirectUrl`
 */
export function createAuthorizer(
  keys: readonly Buffer[],
  processes: { has(process: string): boolean },
): AuthorizeUrl {
  let settings: SettingsSnapshot | null = null
  const passed = new Map<string, AuthorizedUrl>()
  return (snapshot, url, path, now) => {
    if (snapshot !== settings || passed.size >= MAX_KEPT) {
      passed.clear()
      settings = snapshot
    }
    const before = passed.get(path)
    // The processes of a receiver may change while it runs
    if (before !== undefined && processes.has(before.process)) return before
    const authorized = authorizeDirectUrl(snapshot, keys, processes, url, path, now)
    // The otherwise accepted ones may end at any moment.
    if (authorized.accepted === null) passed.set(path, authorized)
    return authorized
  }
}
