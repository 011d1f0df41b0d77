import { SettingsMissingError } from '../errors/settings-missing-error.ts'
import type { SettingsChange, UrlUses } from '../start-node/change.ts'
import { SETTINGS_WORKFLOW_ID } from '../start-node/settings-client.ts'
import type { SettingsSnapshot } from '../start-node/snapshot.ts'
import { withinDeadline } from '../temporal/within-deadline.ts'
import type { AdminParts } from './admin-parts.ts'
import type { Caller } from './identify-caller.ts'

/** The settings this receiver goes by. @throws SettingsMissingError */
export function currentSettings({ feed }: AdminParts): SettingsSnapshot {
  const snapshot = feed.current()
  if (snapshot === null) throw new SettingsMissingError()
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

/** A list must come soon, also without a worker. */
const USES_WITHIN_MS = 1_500

/** How often accepted URLs were used; null when no worker tells in time. */
export async function readUses({ client }: AdminParts): Promise<UrlUses | null> {
  try {
    const handle = client.workflow.getHandle(SETTINGS_WORKFLOW_ID)
    return await withinDeadline(client, Date.now() + USES_WITHIN_MS, () => handle.query<UrlUses>('uses'))
  } catch {
    return null
  }
}
