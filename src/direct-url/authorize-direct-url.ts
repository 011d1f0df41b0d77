/**
 * Decides whether a request may start tasks of a process by its path alone. Unknown process or alias, wrong signature,
 * switched-off URL and unlinked alias are refused alike, after the same work, so that nobody learns which processes and
 * aliases exist. Must never look at the body.
 */
import { StartnodeError } from '../errors/startnode-error.ts'
import { hashPath } from '../keys/hash-path.ts'
import { verifySignature } from '../keys/signature.ts'
import { aliasState, type SettingsSnapshot, startNodeState } from '../settings/snapshot.ts'
import type { AuthorizedUrl } from './authorized-url.ts'
import type { DirectUrl } from './direct-url.ts'
import { findAccepted } from './find-accepted.ts'

/** Of the length of a real one, so that the HMAC over it costs the same. */
const DUMMY_GENERATION = '0'.repeat(32)
/** No id is longer; cut there so that a long path costs no more than a short one. */
const MAX_ID_LENGTH = 128

/**
 * Gives the process a direct URL belongs to. The three formats share one signature, as in MPO.
 *
 * @param keys all signing keys; each one costs an HMAC, right or wrong
 * @param processes the processes this receiver serves
 * @param path the whole path as sent: the accepted list keeps hashes of whole paths
 * @throws StartnodeError `access_denied` in every other case
 */
export function authorizeDirectUrl(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  processes: { has(process: string): boolean },
  url: DirectUrl,
  path: string,
  now: Date,
): AuthorizedUrl {
  const { process, generation } = find(snapshot, url)
  const signed = verifySignature(
    keys,
    url.kind,
    url.id.slice(0, MAX_ID_LENGTH),
    generation ?? DUMMY_GENERATION,
    url.signature,
  )
  const good = signed && process !== null && generation !== null ? process : null
  if (good !== null && processes.has(good))
    return { process: good, addressed: url.kind === 'alias' ? `@${url.id}` : url.id, accepted: null }
  const other = findAccepted(snapshot, hashPath(path), now)
  if (other !== null && processes.has(other.process)) return other
  throw refuse(good ?? other?.process ?? null)
}

/** The answer is the same; the log says where the URL was good and only the process is missing. */
function refuse(notLoaded: string | null): StartnodeError {
  if (notLoaded === null) return new StartnodeError('access_denied')
  const cause = new Error(`This receiver has not loaded the process '${notLoaded}'`)
  return new StartnodeError('access_denied', undefined, { cause })
}

/** MPO's long alias has slashes in its id, so it is no name of ours and opens through the accepted list only. */
function find(snapshot: SettingsSnapshot, { kind, id }: DirectUrl) {
  if (kind === 'process') return { process: id, generation: startNodeState(snapshot, id).generation }
  const alias = aliasState(snapshot, id)
  return { process: alias?.process ?? null, generation: alias?.generation ?? null }
}
