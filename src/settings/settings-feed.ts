/** The settings as a receiver follows them: polled, kept on disk, and readable at once without waiting for anyone. */
import { createFollower, type FollowerOptions } from './chain/follower.ts'
import { headHash, type SettingsHead } from './chain/head.ts'
import type { Kept, SeenSettings } from './chain/seen-settings.ts'
import type { SettingsAlarm } from './chain/settings-alarm.ts'
import type { Settings } from './settings-client.ts'
import { createUseReport } from './settings-uses.ts'
import type { SettingsSnapshot } from './snapshot.ts'

export interface FeedStatus {
  readonly settingsId: string | null
  readonly revision: number | null
  /** Of the head, 32 hex; null: not signed. */
  readonly hash: string | null
  /** ISO time of the last signed change. Nobody can know whether there were later ones that are held back. */
  readonly changedAt: string | null
  /** ISO time since when Temporal was not read; null: the last poll succeeded. */
  readonly staleSince: string | null
  /** What an operator must look at. Null: all is well. */
  readonly alarm: SettingsAlarm | null
}

export interface SettingsFeed {
  /** The settings to go by, at once; null: there are none, answer 503. */
  current(): SettingsSnapshot | null
  /** What was seen of them, for who signs the next head. */
  known(): Kept | null
  /** Reads them now; a failure shows in `status`, never here. */
  refresh(): Promise<void>
  /** Takes a head that somebody hands over, if it may; see `Follower.offer`. */
  offer(head: SettingsHead): Promise<boolean>
  status(): FeedStatus
  /** Counts a use of the accepted URL with this path hash; the settings get the counts once a minute. */
  countUse(pathHash: string): void
  /** Takes over the other settings that raised the alarm. */
  acceptSettings(): Promise<void>
  /** Stops polling; uses not reported yet are sent, and what is being written to the kept file is finished first. */
  stop(): Promise<void>
}

/**
 * Starts to follow the settings (chain/follower.ts has the rules). The kept ones are in force at once, the first poll begins
 * at once.
 *
 * Settings accepted by another process are recognised by the kept file: who writes the others there (see
 * `writeSettingsFile`) has accepted them.
 *
 * @param options.usesMs least time between two reports of uses in ms (default 60,000)
 * @param options.pollMs pause between two polls in ms (default 1,500: a change is seen within 2 s)
 * @example const feed = startSettingsFeed({ settings, signingKeys, keepFile: '.startnode/settings.json', log })
 */
export function startSettingsFeed(
  options: FollowerOptions & {
    readonly settings: Pick<Settings, 'look' | 'countUses'>
    readonly pollMs?: number
    readonly usesMs?: number
  },
): SettingsFeed {
  const { settings, pollMs = 1_500, usesMs = 60_000, log } = options
  const uses = createUseReport({ settings, everyMs: usesMs, log })
  const follower = createFollower(options)
  let staleSince: string | null = follower.known() ? new Date().toISOString() : null
  let failing = false
  let polling: Promise<void> | null = null
  let queued: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function poll(): Promise<void> {
    const before = follower.known()
    let seen: SeenSettings | null
    try {
      seen = await settings.look()
    } catch (error) {
      if (stopped) return
      if (!failing) log.warn({ reason: (error as Error).message }, 'settings not read; the last ones stay')
      failing = true
      staleSince ??= new Date().toISOString()
      return
    }
    if (stopped) return
    if (failing) log.info({ staleSince }, 'settings read again')
    failing = false
    staleSince = null
    await follower.consider(seen, before)
  }

  function refresh(): Promise<void> {
    if (polling === null) {
      polling = poll().finally(() => {
        polling = null
      })
      return polling
    }
    // The poll under way may have read before the change its caller knows of, so one more follows it.
    queued ??= polling.then(() => {
      queued = null
      return refresh()
    })
    return queued
  }

  function schedule(): void {
    if (stopped) return
    timer = setTimeout(loop, pollMs)
    timer.unref()
  }

  function loop(): void {
    void refresh()
      .then(() => (failing ? undefined : uses.send()))
      .then(schedule)
  }

  loop()
  return {
    current: follower.current,
    known: follower.known,
    refresh,
    offer: follower.offer,
    countUse: uses.count,
    acceptSettings: follower.accept,
    status() {
      const known = follower.known()
      return {
        settingsId: known?.snapshot.settingsId ?? null,
        revision: known?.snapshot.revision ?? null,
        hash: known?.head ? headHash(known.head) : null,
        changedAt: known?.head?.entry.at ?? null,
        staleSince,
        alarm: follower.alarm(),
      }
    },
    async stop() {
      stopped = true
      clearTimeout(timer)
      if (!failing && staleSince === null) await uses.send('at once')
      await follower.settled()
    },
  }
}
