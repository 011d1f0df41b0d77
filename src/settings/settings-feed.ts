/**
 * The settings as a receiver follows them: polled, kept on disk, and readable at once without waiting for anyone.
 *
 * Must never follow blindly: a lower revision is old news, and other settings (someone deleted or restored them) are
 * not taken over until an operator accepts them, since that would switch every URL off, or open foreign ones.
 */
import type { Logger } from 'pino'
import type { Encryption } from '../keys/encryption-keys.ts'
import type { CountedUses } from './change.ts'
import { readSettingsFile, writeSettingsFile } from './settings-file.ts'
import { createUseReport } from './settings-uses.ts'
import type { SettingsSnapshot } from './snapshot.ts'

export interface FeedStatus {
  readonly settingsId: string | null
  readonly revision: number | null
  /** ISO time since when Temporal was not read; null: the last poll succeeded. */
  readonly staleSince: string | null
  /** What an operator must look at: other settings, or none where there were some. Null: all is well. */
  readonly alarm: { readonly code: 'settings_foreign' | 'settings_missing'; readonly message: string } | null
}

export interface SettingsFeed {
  /** The settings to go by, at once; null: none were ever seen, answer 503. */
  current(): SettingsSnapshot | null
  /** Reads them now; a failure shows in `status`, never here. */
  refresh(): Promise<void>
  status(): FeedStatus
  /** Counts a use of the accepted URL with this path hash; the settings get the counts once a minute. */
  countUse(pathHash: string): void
  /** Takes over the other settings that raised the alarm. */
  acceptSettings(): Promise<void>
  /** Stops polling; uses not reported yet are sent, and what is being written to the kept file is finished first. */
  stop(): Promise<void>
}

/**
 * Starts to follow the settings. The kept snapshot is in force at once, the first poll begins at once.
 *
 * Settings accepted by another process are recognised by the kept file: who writes the other snapshot there (see
 * `writeSettingsFile`) has accepted it.
 *
 * @param options.keepFile where the last snapshot is kept
 * @param options.encryption encrypts that file when a key is configured
 * @param options.usesMs least time between two reports of uses in ms (default 60,000)
 * @param options.pollMs pause between two polls in ms (default 1,500: a change is seen within 2 s)
 * @example const feed = startSettingsFeed({ settings, keepFile: '.startnode/settings.json', log })
 */
export function startSettingsFeed(options: {
  readonly settings: {
    read(): Promise<SettingsSnapshot | null>
    countUses(uses: CountedUses): Promise<void>
  }
  readonly keepFile: string
  readonly encryption?: Encryption
  readonly pollMs?: number
  readonly usesMs?: number
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
}): SettingsFeed {
  const { settings, keepFile, encryption, pollMs = 1_500, usesMs = 60_000, log } = options
  const uses = createUseReport({ settings, everyMs: usesMs, log })
  let snapshot = readKept()
  let foreign: SettingsSnapshot | null = null
  let staleSince: string | null = snapshot ? new Date().toISOString() : null
  let failing = false
  let alarm: FeedStatus['alarm'] = null
  let unkept = false
  let polling: Promise<void> | null = null
  let queued: Promise<void> | null = null
  let writing: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  function readKept(): SettingsSnapshot | null {
    try {
      return readSettingsFile(keepFile, encryption)
    } catch (error) {
      log.error(
        { file: keepFile, reason: (error as Error).message },
        'the kept settings are not usable and ignored',
      )
      return null
    }
  }

  async function poll(): Promise<void> {
    let read: SettingsSnapshot | null
    try {
      read = await settings.read()
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
    await consider(read)
  }

  async function consider(read: SettingsSnapshot | null): Promise<void> {
    if (read === null) {
      if (snapshot) raise('settings_missing', `The settings ${snapshot.settingsId} are gone from Temporal`)
      return
    }
    if (snapshot && read.settingsId !== snapshot.settingsId) {
      foreign = read
      if (alarm && readKept()?.settingsId === read.settingsId) return acceptSettings()
      raise(
        'settings_foreign',
        `Temporal has the settings ${read.settingsId}, this receiver goes by ${snapshot.settingsId}`,
      )
      return
    }
    foreign = null
    if (alarm) log.info({ code: alarm.code }, 'alarm over: the settings are the known ones again')
    alarm = null
    if (snapshot === null || read.revision > snapshot.revision) await take(read)
    else if (unkept) await keep()
  }

  function raise(code: NonNullable<FeedStatus['alarm']>['code'], message: string): void {
    if (alarm?.message !== message) log.error({ code }, `${message}; the last known ones stay in force`)
    alarm = { code, message }
  }

  async function take(next: SettingsSnapshot): Promise<void> {
    snapshot = next
    log.info({ settingsId: next.settingsId, revision: next.revision }, 'settings in force')
    await keep()
  }

  function keep(): Promise<void> {
    writing = writing.then(async () => {
      try {
        if (snapshot) await writeSettingsFile(keepFile, snapshot, encryption)
        unkept = false
      } catch (error) {
        if (!unkept)
          log.error({ file: keepFile, reason: (error as Error).message }, 'the settings could not be kept')
        unkept = true
      }
    })
    return writing
  }

  async function acceptSettings(): Promise<void> {
    if (foreign === null) return
    const accepted = foreign
    foreign = null
    alarm = null
    await take(accepted)
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
    current: () => snapshot,
    refresh,
    countUse: uses.count,
    acceptSettings,
    status: () => ({
      settingsId: snapshot?.settingsId ?? null,
      revision: snapshot?.revision ?? null,
      staleSince,
      alarm,
    }),
    async stop() {
      stopped = true
      clearTimeout(timer)
      if (!failing && staleSince === null) await uses.send('at once')
      await writing
    },
  }
}
