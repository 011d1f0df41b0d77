import { StartnodeError } from '../errors/startnode-error.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import type { Settings } from '../settings/settings-client.ts'
import { readSettingsFile, writeSettingsFile } from '../settings/settings-file.ts'

export interface SettleOptions {
  /** File with the snapshot to restore; `true`: the one kept in the state folder. */
  readonly restore?: string | boolean
  /** Take over what is in Temporal although the receiver knows other settings. */
  readonly acceptSettings?: boolean
  /** Of the kept snapshot, as the receiver has it. */
  readonly encryption?: Encryption
}

/**
 * What `startnode setup` does with the settings: creates them where there are none; after they were lost, restores
 * them from the snapshot a receiver kept, or lets this receiver take over the ones that are there.
 *
 * @param keepFile `<STATE_DIR>/settings.json`; a running receiver with an alarm looks into it
 * @throws StartnodeError `settings_refused` when there are settings already that a restore would replace
 * @throws StartnodeError `settings_missing` when there are none to accept
 * @throws StartnodeError `usage` when there is no snapshot to restore
 */
export async function settleSettings(
  settings: Settings,
  keepFile: string,
  { restore, acceptSettings, encryption }: SettleOptions,
): Promise<{ settingsId: string; created: boolean }> {
  if (restore) {
    const { settingsId } = await settings.restore(readKept(restore === true ? keepFile : restore, encryption))
    return { settingsId, created: true }
  }
  if (acceptSettings) {
    const snapshot = await settings.read()
    if (snapshot === null) throw new StartnodeError('settings_missing')
    await writeSettingsFile(keepFile, snapshot, encryption)
    return { settingsId: snapshot.settingsId, created: false }
  }
  return settings.setup()
}

function readKept(file: string, encryption: Encryption | undefined) {
  try {
    const snapshot = readSettingsFile(file, encryption)
    if (snapshot) return snapshot
  } catch (error) {
    throw new StartnodeError('usage', `${file} can not be restored: ${(error as Error).message}`)
  }
  throw new StartnodeError('usage', `There is no snapshot of the settings at ${file}`)
}
