import { StartnodeError } from '../../errors/startnode-error.ts'
import { ancestryOf, type SettingsHead, unsignedAncestry } from './head.ts'
import { signHead } from './next-head.ts'
import { verifyHead } from './seal-head.ts'
import type { SeenSettings, Sighting } from './seen-settings.ts'
import { alarmOf } from './settings-alarm.ts'
import { judge } from './succession.ts'

/**
 * The head that makes signed settings of those an older version left behind, once; or that signs signed ones with the
 * first key, before an older one is taken away.
 *
 * Whoever can write to Temporal can put unsigned settings there too, so only a person decides this, and never where
 * somebody has seen signed ones.
 *
 * @param who.seen what receivers have seen
 * @returns null: they are signed with the first key
 * @throws StartnodeError `settings_forked`, `settings_behind`, `settings_foreign`, `settings_unsigned`
 */
export function takeOver(
  { head, snapshot }: SeenSettings,
  who: {
    readonly signingKeys: readonly Buffer[]
    readonly actor: string
    readonly seen: readonly Sighting[]
  },
): SettingsHead | null {
  const { signingKeys, actor, seen } = who
  const [key] = signingKeys
  if (snapshot === null || key === undefined)
    throw new StartnodeError('settings_unsigned', 'There is nothing that could be signed')
  const isSigned = head !== null && verifyHead(signingKeys, head)
  if (isSigned && verifyHead([key], head)) return null
  const place = isSigned ? ancestryOf(head) : unsignedAncestry(snapshot)
  for (const { place: before, maybeElsewhere } of seen) {
    // Of those that were never signed a receiver may have kept an older revision, not a later one.
    const verdict = judge(before, place)
    if (verdict === 'foreign' && maybeElsewhere) continue
    const follows = before.hash === null && verdict !== 'foreign' && place.revision >= before.revision
    if (verdict === 'same' || verdict === 'successor' || follows) continue
    const { code, message } = alarmOf(verdict, before, place)
    throw new StartnodeError(code, `${message} What was seen signed comes back by startnode setup --restore`)
  }
  return signHead({
    key,
    base: place,
    content: { ...snapshot, revision: snapshot.revision + 1 },
    ...{ op: 'signSettings', on: 'settings', actor, at: new Date().toISOString() },
    detail: isSigned ? 'with another key' : 'taken over from an older version',
  })
}
