/**
 * Follows the settings: what receivers, workers and the admin API go by, and what they have seen.
 *
 * Must never follow blindly. What is shown counts only as the very head that is known or one that was signed and follows it;
 * everything else is an alarm and changes nothing. A head is kept before it is used, and stops too, so that nothing that was
 * closed opens again after a restart.
 */
import type { Logger } from 'pino'
import type { Encryption } from '../../keys/encryption-keys.ts'
import { readSettingsFile, writeSettingsFile } from '../settings-file.ts'
import type { SettingsSnapshot } from '../snapshot.ts'
import { type AtLeast, formatAtLeast, reaches } from './at-least.ts'
import { ancestryOf, type SettingsHead } from './head.ts'
import { snapshotOfHead } from './parse-head.ts'
import { verifyHead } from './seal-head.ts'
import { type Kept, placeOf, type SeenSettings } from './seen-settings.ts'
import { alarmOf, alarmOfUnsigned, type SettingsAlarm } from './settings-alarm.ts'
import { keepStops, mergeStops, NO_STOPS, type Stops, withStops } from './stops.ts'
import { judge } from './succession.ts'

export interface FollowerOptions {
  readonly signingKeys: readonly Buffer[]
  /** Null: nothing is kept over a restart. */
  readonly keepFile: string | null
  /** Encrypts that file when a key is configured. */
  readonly encryption?: Encryption | undefined
  /** `Config.settingsAtLeast`: nothing before it is gone by. Default: the first settings seen are. */
  readonly atLeast?: AtLeast | null
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
}

export interface Follower {
  /** The settings to go by, at once; null: there are none, answer 503. Another object only when they changed. */
  current(): SettingsSnapshot | null
  /** What is known, stops apart; null: nothing. */
  known(): Kept | null
  alarm(): SettingsAlarm | null
  /**
   * Judges what somebody shows, and follows it where it may.
   *
   * @param seen null: there are none any more
   * @param before what `known` gave when `seen` was asked for: older news than what came meanwhile is no alarm
   */
  consider(seen: SeenSettings | null, before?: Kept | null): Promise<void>
  /**
   * Takes a head that somebody hands over, if it is signed and follows the known one; else nothing happens.
   * @returns whether it is the known one then
   */
  offer(head: SettingsHead): Promise<boolean>
  /** Takes what raised the alarm, if it is signed: an operator has decided. */
  accept(): Promise<void>
  /** Settles when nothing is being written any more. */
  settled(): Promise<void>
}

export function createFollower(options: FollowerOptions): Follower {
  const { signingKeys, keepFile, encryption, atLeast = null, log } = options
  let alarm: SettingsAlarm | null = null
  let known = readKept()
  let current = inForce()
  let refused: SettingsHead | null = null
  let turn: Promise<void> = Promise.resolve()

  function readKept(): Kept | null {
    if (keepFile === null) return null
    try {
      return readSettingsFile(keepFile, signingKeys, encryption)
    } catch (error) {
      const message = `The kept settings ${keepFile} can not be read: ${(error as Error).message}`
      raise({ code: 'settings_unreadable', message })
      return null
    }
  }

  function inForce(): SettingsSnapshot | null {
    if (known === null) return null
    if (atLeast !== null && !reaches(placeOf(known), atLeast)) {
      raise({ code: 'settings_behind', message: 'The settings known here are older than SETTINGS_AT_LEAST' })
      return null
    }
    return withStops(known.snapshot, known.stops)
  }

  function raise(next: SettingsAlarm): void {
    if (alarm?.message !== next.message)
      log.error({ code: next.code }, `${next.message}; nothing of it is followed`)
    alarm = next
  }

  async function judgeSeen(seen: SeenSettings | null, before: Kept | null): Promise<void> {
    if (alarm?.code === 'settings_unreadable') {
      // It counts as soon as somebody has mended or replaced it, and not before: it may have closed what is shown open.
      const kept = readKept()
      if (kept === null) return
      known = kept
      current = inForce()
    }
    if (seen === null) {
      if (known)
        raise({
          code: 'settings_missing',
          message: `The settings ${known.snapshot.settingsId} are gone from Temporal`,
        })
      return
    }
    const { head } = seen
    if (head !== null && head.seal === known?.head?.seal) return takeStops(seen.stops)
    if (head === null || !verifyHead(signingKeys, head)) {
      refused = null
      return raise(alarmOfUnsigned(seen))
    }
    refused = head
    if (known === null) return takeFirst(head, seen.stops)
    const verdict = judge(placeOf(known), ancestryOf(head))
    if (verdict === 'successor') return take(head, seen.stops)
    if (verdict === 'same') return takeStops(seen.stops)
    if (verdict === 'behind' && known !== before) return
    if (isAcceptedByCommand(head)) return take(head, seen.stops)
    raise(alarmOf(verdict, placeOf(known), ancestryOf(head)))
  }

  /** Another process, `startnode setup --accept-settings`, has written them to the file. */
  function isAcceptedByCommand(head: SettingsHead): boolean {
    if (keepFile === null || alarm === null) return false
    try {
      return readSettingsFile(keepFile, signingKeys, encryption)?.head?.seal === head.seal
    } catch {
      return false
    }
  }

  async function takeFirst(head: SettingsHead, stops: Stops): Promise<void> {
    if (atLeast === null) {
      log.warn(
        { settingsAtLeast: formatAtLeast(ancestryOf(head)) },
        'settings taken for the first time, as Temporal shows them; SETTINGS_AT_LEAST would say which are right',
      )
    } else if (!reaches(ancestryOf(head), atLeast)) {
      const message = `The settings in Temporal (${head.content.settingsId}, revision ${head.content.revision}) do not reach SETTINGS_AT_LEAST`
      return raise({ code: 'settings_behind', message })
    }
    await take(head, stops)
  }

  async function take(head: SettingsHead, stops: Stops): Promise<void> {
    const snapshot = snapshotOfHead(head)
    const held = keepStops(mergeStops(known?.stops ?? NO_STOPS, stops), snapshot)
    await use({ head, snapshot, stops: held })
    log.info({ settingsId: snapshot.settingsId, revision: snapshot.revision }, 'settings in force')
  }

  async function takeStops(stops: Stops): Promise<void> {
    if (known === null) return
    const { snapshot, head } = known
    const held = mergeStops(known.stops, keepStops(stops, snapshot))
    if (JSON.stringify(held) !== JSON.stringify(known.stops)) {
      await use({ head, snapshot, stops: held })
      log.warn({ stops: held }, 'a direct URL was switched off or a process paused without a signature')
    } else if (alarm?.code === 'settings_unkept') await use(known)
    else if (alarm !== null && current !== null) {
      log.info({ code: alarm.code }, 'alarm over: the settings are the known ones again')
      alarm = null
    }
  }

  /** Kept before it is used. What can't be kept is used all the same: it may close something. */
  async function use(next: Kept): Promise<void> {
    let failed: SettingsAlarm | null = null
    try {
      if (keepFile !== null) await writeSettingsFile(keepFile, next, encryption)
    } catch (error) {
      const message = `The settings could not be kept in ${keepFile}: ${(error as Error).message}`
      failed = { code: 'settings_unkept', message }
      if (alarm?.message !== message) log.error({ code: failed.code }, message)
    }
    if (alarm !== null && failed === null) log.info({ code: alarm.code }, 'alarm over')
    alarm = failed
    const same = next === known
    known = next
    refused = null
    if (!same || current === null) current = inForce()
  }

  async function takeOffered(head: SettingsHead): Promise<void> {
    if (head.seal === known?.head?.seal || !verifyHead(signingKeys, head)) return
    if (alarm?.code === 'settings_unreadable') return
    if (known === null) return takeFirst(head, NO_STOPS)
    if (judge(placeOf(known), ancestryOf(head)) === 'successor') await take(head, NO_STOPS)
  }

  function inTurn(work: () => Promise<void>): Promise<void> {
    turn = turn.then(work)
    return turn
  }

  return {
    current: () => current,
    known: () => known,
    alarm: () => alarm,
    consider: (seen, before = known) => inTurn(() => judgeSeen(seen, before)),
    async offer(head) {
      await inTurn(() => takeOffered(head))
      return head.seal === known?.head?.seal
    },
    accept: () => inTurn(async () => (refused === null ? undefined : take(refused, NO_STOPS))),
    settled: () => turn,
  }
}
