/**
 * A head: the settings at one revision, signed, with the past it came from. Types and pure look-ups only; the settings
 * workflow imports them too, so: no library, no node built-in.
 */
import type { SealedEntry } from '../change.ts'
import type { SettingsSnapshot } from '../snapshot.ts'

/** Revisions back that a head knows the heads of; who was away for more has to be told what to follow. */
const REMEMBERED = 1_000
/** Heads a signer gave up that are remembered. */
const GIVEN_UP = 100
/** 16 bytes of the seal, as hex. */
const HASH_LENGTH = 32
/** Of a revision that was jumped over: no head has it. */
const NO_HASH = '0'.repeat(HASH_LENGTH)

export interface SettingsHead {
  /** As it was signed, fields of a newer version included; read it through `parseSettingsSnapshot`. */
  readonly content: SettingsSnapshot
  /** SHA-256 of the content, 64 lower-case hex: the rest is checked where carrying a MiB would be dear. */
  readonly digest: string
  /** What was changed, by whom and when. */
  readonly entry: SealedEntry
  /** Hashes of the heads before, newest first, one after the other: that of revision r - 1, r - 2, ... */
  readonly past: string
  /** Hashes of heads that were signed and never became the settings; who has taken one may follow this. */
  readonly givenUp: readonly string[]
  /** 64 lower-case hex: HMAC-SHA256 with a signing key over digest, entry, past and givenUp. */
  readonly seal: string
}

/** The part of a head that stands beside its content in Temporal's memo and the state of the workflow. */
export type HeadMeta = Omit<SettingsHead, 'content'>

/** What decides whether one may follow another. */
export interface Ancestry {
  readonly settingsId: string
  readonly revision: number
  /** Null: settings of a version that did not sign. */
  readonly hash: string | null
  readonly past: string
  readonly givenUp: readonly string[]
}

/** 16 bytes of its seal as hex: names a head, since only a holder of a signing key can make another with it. */
export function headHash({ seal }: Pick<SettingsHead, 'seal'>): string {
  return seal.slice(0, HASH_LENGTH)
}

export function ancestryOf(head: SettingsHead): Ancestry {
  const { settingsId, revision } = head.content
  return { settingsId, revision, hash: headHash(head), past: head.past, givenUp: head.givenUp }
}

/** Of settings that a version from before the chain left behind. */
export function unsignedAncestry({ settingsId, revision }: SettingsSnapshot): Ancestry {
  return { settingsId, revision, hash: null, past: '', givenUp: [] }
}

/**
 * The hash of the ancestor that a head had at a revision.
 *
 * @returns null: it had none there, or remembers no more
 */
export function ancestorAt({ revision, past }: Ancestry, at: number): string | null {
  const begin = (revision - 1 - at) * HASH_LENGTH
  const hash = begin >= 0 ? past.slice(begin, begin + HASH_LENGTH) : ''
  return hash.length === HASH_LENGTH && hash !== NO_HASH ? hash : null
}

/** The `past` of a head that follows `base` at a revision, which need not be the next one. */
export function pastAfter(base: Ancestry, revision: number): string {
  if (base.hash === null) return ''
  const jumped = Math.min(Math.max(revision - 1 - base.revision, 0), REMEMBERED)
  return (NO_HASH.repeat(jumped) + base.hash + base.past).slice(0, REMEMBERED * HASH_LENGTH)
}

/** The `givenUp` of a head that follows `base`. */
export function givenUpAfter(base: Ancestry, more: readonly string[]): string[] {
  return [...new Set([...more, ...base.givenUp])].slice(0, GIVEN_UP)
}
