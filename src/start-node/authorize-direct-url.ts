/**
 * Decides whether a request may start tasks of a process by its path alone. Unknown process, wrong signature,
 * switched-off URL and anything not served yet are refused alike, after the same work, so that nobody learns which
 * processes exist. Must never look at the body.
 */
import { createHash } from 'node:crypto'
import { AccessDeniedError } from '../errors/access-denied-error.ts'
import type { DirectUrl } from './direct-url.ts'
import { verifySignature } from './signature.ts'
import { type SettingsSnapshot, startNodeState } from './snapshot.ts'

/** Of the length of a real one, so that the HMAC over it costs the same. */
const DUMMY_GENERATION = '0'.repeat(32)
/** No id is longer; cut there so that a long path costs no more than a short one. */
const MAX_ID_LENGTH = 64

/**
 * Gives the process a direct URL belongs to.
 *
 * @param keys all signing keys; each one costs an HMAC, right or wrong
 * @param processes the processes this receiver serves
 * @param path the whole path as sent: the accepted list keeps hashes of whole paths
 * @throws AccessDeniedError in every other case
 */
export function authorizeDirectUrl(
  snapshot: SettingsSnapshot,
  keys: readonly Buffer[],
  processes: { has(process: string): boolean },
  url: DirectUrl,
  path: string,
  now: Date,
): { process: string } {
  // XML, NVP and aliases have their URL shape but are not served yet: the dummy generation refuses them.
  const known = url.kind === 'process' && url.format === 'json' && processes.has(url.id)
  const generation = known ? startNodeState(snapshot, url.id).generation : null
  const signed = verifySignature(
    keys,
    url.kind,
    url.id.slice(0, MAX_ID_LENGTH),
    generation ?? DUMMY_GENERATION,
    url.signature,
  )
  if (signed && generation !== null) return { process: url.id }
  const process = findAccepted(snapshot, path, now)
  if (process === null || url.format !== 'json' || !processes.has(process)) throw new AccessDeniedError()
  return { process }
}

interface Accepted {
  readonly process: string
  /** Milliseconds since 1970; Infinity: no end. */
  readonly until: number
}

/** Built once per snapshot, so that a look-up costs the same with 5,000 processes as with ten. */
const indexes = new WeakMap<SettingsSnapshot, Map<string, Accepted[]>>()

/**
 * The process whose accepted list has this path. A plain map look-up is safe: what is compared is a SHA-256 of what
 * was sent, so a guess can't be improved prefix by prefix.
 */
function findAccepted(snapshot: SettingsSnapshot, path: string, now: Date): string | null {
  const pathHash = createHash('sha256').update(path).digest('hex')
  let index = indexes.get(snapshot)
  if (index === undefined) {
    index = indexAccepted(snapshot)
    indexes.set(snapshot, index)
  }
  const live = index.get(pathHash)?.find((accepted) => now.getTime() < accepted.until)
  return live?.process ?? null
}

function indexAccepted(snapshot: SettingsSnapshot): Map<string, Accepted[]> {
  const index = new Map<string, Accepted[]>()
  for (const [process, state] of Object.entries(snapshot.startNodes)) {
    // Switching the URL off ends them all.
    if (state.generation === null) continue
    for (const { pathHash, until } of state.accepted) {
      const accepted = { process, until: until === null ? Number.POSITIVE_INFINITY : Date.parse(until) }
      index.set(pathHash, [...(index.get(pathHash) ?? []), accepted])
    }
  }
  return index
}
