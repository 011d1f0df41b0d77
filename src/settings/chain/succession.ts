/** Which head may follow which: the one rule that receivers, workers, senders and the settings workflow go by. Pure. */
import { type Ancestry, ancestorAt } from './head.ts'

/**
 * - `same`: the very head that is known
 * - `successor`: follows the known one
 * - `behind`: the known one follows it, or has a higher revision
 * - `forked`: neither follows the other
 * - `foreign`: other settings
 */
export type Verdict = 'same' | 'successor' | 'behind' | 'forked' | 'foreign'

/**
 * Judges a head whose seal was verified against the one that is known.
 *
 * A higher revision alone says nothing: whoever can wind Temporal back can also count it up again. So the known head must be
 * the ancestor that the next one had at that revision, or one that its signer gave up.
 *
 * @example judge(ancestryOf(known), ancestryOf(next)) === 'successor'
 */
export function judge(known: Ancestry, next: Ancestry): Verdict {
  if (next.settingsId !== known.settingsId) return 'foreign'
  if (next.hash === known.hash && next.revision === known.revision) return 'same'
  if (follows(next, known)) return 'successor'
  return next.revision < known.revision &&
    (next.hash === null || ancestorAt(known, next.revision) === next.hash)
    ? 'behind'
    : 'forked'
}

function follows(next: Ancestry, known: Ancestry): boolean {
  if (next.revision <= known.revision || next.hash === null) return false
  if (known.hash === null) return true
  return ancestorAt(next, known.revision) === known.hash || next.givenUp.includes(known.hash)
}
