import { StartnodeError } from '../errors/startnode-error.ts'
import type { SettingsChange, UrlUses } from './change.ts'
import type { Settings } from './settings-client.ts'
import type { SettingsSnapshot } from './snapshot.ts'

/** The settings as a door of a running receiver has them. */
export interface SettingsAccess {
  readonly settings: Settings
  readonly signingKeys: readonly Buffer[]
  /** What the receiver goes by; it sees a change at the latest when `refresh` returns. */
  readonly feed: { current(): SettingsSnapshot | null; refresh(): Promise<void> }
}

/** The settings this receiver goes by. @throws StartnodeError `settings_missing` */
export function currentSettings({ feed }: Pick<SettingsAccess, 'feed'>): SettingsSnapshot {
  const snapshot = feed.current()
  if (snapshot === null) throw new StartnodeError('settings_missing')
  return snapshot
}

/** Changes the settings in the name of the caller; this receiver goes by the change when it returns. */
export async function changeSettings(
  { settings, feed, signingKeys }: SettingsAccess,
  { actor }: { readonly actor: string },
  change: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
): Promise<SettingsSnapshot> {
  const snapshot = await settings.change(change, actor, signingKeys)
  await feed.refresh()
  return snapshot
}

/** How often accepted URLs were used; null when no worker tells. */
export async function readUses({ settings }: Pick<SettingsAccess, 'settings'>): Promise<UrlUses | null> {
  try {
    return await settings.uses()
  } catch {
    return null
  }
}
