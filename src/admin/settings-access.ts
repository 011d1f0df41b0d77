import { StartnodeError } from '../errors/startnode-error.ts'
import type { SettingsChange, UrlUses } from '../settings/change.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import type { AdminParts } from './admin-parts.ts'
import type { Caller } from './serve/identify-caller.ts'

/** The settings this receiver goes by. @throws StartnodeError `settings_missing` */
export function currentSettings({ feed }: AdminParts): SettingsSnapshot {
  const snapshot = feed.current()
  if (snapshot === null) throw new StartnodeError('settings_missing')
  return snapshot
}

/** Changes the settings in the name of the caller; this receiver goes by the change when it returns. */
export async function changeSettings(
  { settings, feed, signingKeys }: AdminParts,
  { actor }: Caller,
  change: SettingsChange | ((base: SettingsSnapshot) => SettingsChange),
): Promise<SettingsSnapshot> {
  const snapshot = await settings.change(change, actor, signingKeys)
  await feed.refresh()
  return snapshot
}

/** How often accepted URLs were used; null when no worker tells. */
export async function readUses({ settings }: AdminParts): Promise<UrlUses | null> {
  try {
    return await settings.uses()
  } catch {
    return null
  }
}
