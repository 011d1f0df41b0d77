import { StartnodeError } from '../../errors/startnode-error.ts'
import { type AtLeast, reaches } from './at-least.ts'
import { ancestryOf, type SettingsHead } from './head.ts'
import { snapshotOfHead } from './parse-head.ts'
import { verifyHead } from './seal-head.ts'
import type { Kept, SeenSettings, Sighting } from './seen-settings.ts'
import { alarmOf, alarmOfUnsigned } from './settings-alarm.ts'
import { keepStops, mergeStops } from './stops.ts'
import { judge } from './succession.ts'

/** Settings whose seal was verified. */
export type Signed = Kept & { readonly head: SettingsHead }

/** What Temporal shows, if one of the keys has signed it. @throws StartnodeError `settings_unsigned` */
export function requireSigned(signingKeys: readonly Buffer[], seen: SeenSettings): Signed {
  const { head, stops } = seen
  if (head === null || !verifyHead(signingKeys, head)) {
    const { code, message } = alarmOfUnsigned(seen)
    throw new StartnodeError(
      code,
      `${message}: \`startnode setup --sign\` takes over those of an older version, --restore brings lost ones back`,
    )
  }
  const snapshot = snapshotOfHead(head)
  return { head, snapshot, stops: keepStops(stops, snapshot) }
}

/**
 * What a change may build on: settings that follow all that was seen, with the stops anybody has seen.
 *
 * @param known what was seen before Temporal was asked
 * @throws StartnodeError `settings_behind`, `settings_forked`, `settings_foreign`
 */
export function checkBase(base: Signed, known: readonly Sighting[], atLeast: AtLeast | null): Signed {
  let { stops } = base
  if (atLeast !== null && !reaches(ancestryOf(base.head), atLeast))
    throw new StartnodeError('settings_behind', 'The settings in Temporal do not reach SETTINGS_AT_LEAST')
  for (const { place, stops: others, maybeElsewhere } of known) {
    const verdict = judge(place, ancestryOf(base.head))
    if (verdict === 'foreign' && maybeElsewhere) continue
    if (verdict !== 'same' && verdict !== 'successor') {
      const { code, message } = alarmOf(verdict, place, ancestryOf(base.head))
      throw new StartnodeError(code, `${message} (docs/operations.md, Lost settings)`)
    }
    stops = mergeStops(stops, keepStops(others, base.snapshot))
  }
  return { ...base, stops }
}
