import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { StartnodeError } from '../errors/startnode-error.ts'
import type { Encryption } from '../keys/encryption-keys.ts'
import { requireSigned } from '../settings/chain/check-base.ts'
import { type Kept, placeOf, type Sighting } from '../settings/chain/seen-settings.ts'
import { judge } from '../settings/chain/succession.ts'
import type { Settings } from '../settings/settings-client.ts'
import { readSettingsFile, WORKER_SETTINGS, writeSettingsFile } from '../settings/settings-file.ts'

export interface SettleOptions {
  /** File with the snapshot to restore; `true`: the one kept in the state folder. */
  readonly restore?: string | boolean
  /** Beginning of the hash of the head that a restore may give up. */
  readonly giveUp?: string
  /** Take over what is in Temporal although the receiver knows other settings; they must be signed. */
  readonly acceptSettings?: boolean
  /** Sign settings of an older version, or again with the first key. */
  readonly sign?: boolean
  readonly signingKeys: readonly Buffer[]
  /** Who does it, for the audit. */
  readonly actor: string
  /** What receivers that can be reached have seen: what comes back must be the highest. Default: none can be. */
  readonly seen?: readonly Sighting[]
  /** Of the kept snapshot, as the receiver has it. */
  readonly encryption?: Encryption
}

/**
 * What `startnode setup` does with the settings: creates them where there are none; after they were lost or Temporal was
 * restored, brings back the highest that a receiver kept, or lets this receiver take over the ones that are there.
 *
 * @param keepFile `<STATE_DIR>/settings.json`; a running receiver with an alarm looks into it
 * @throws StartnodeError `settings_forked`, `settings_refused`, `settings_foreign` when a restore would replace settings
 * @throws StartnodeError `settings_missing` when there are none to accept
 * @throws StartnodeError `usage` when there is no snapshot to restore
 */
export async function settleSettings(
  settings: Settings,
  keepFile: string,
  options: SettleOptions,
): Promise<{ settingsId: string; created: boolean }> {
  const { restore, giveUp, acceptSettings, sign, encryption, signingKeys, actor } = options
  if (restore) {
    const kept = highestKept(restore === true ? keepFile : restore, options)
    const how = giveUp === undefined ? { actor } : { actor, giveUp }
    const { settingsId } = await settings.restore(kept, how)
    return { settingsId, created: true }
  }
  if (acceptSettings) {
    const seen = await settings.look()
    if (seen === null) throw new StartnodeError('settings_missing')
    const signed = requireSigned(signingKeys, seen)
    await writeSettingsFile(keepFile, signed, encryption)
    // A worker that shares the folder has decided nothing of its own.
    const workers = join(dirname(keepFile), WORKER_SETTINGS)
    if (existsSync(workers)) await writeSettingsFile(workers, signed, encryption)
    return { settingsId: signed.snapshot.settingsId, created: false }
  }
  if (sign) await settings.sign(actor)
  return settings.setup(actor)
}

function highestKept(file: string, { encryption, signingKeys, seen = [] }: SettleOptions): Kept {
  let kept: Kept | null
  try {
    kept = readSettingsFile(file, signingKeys, encryption)
  } catch (error) {
    throw new StartnodeError('usage', `${file} can not be restored: ${(error as Error).message}`)
  }
  if (kept === null) throw new StartnodeError('usage', `There is no snapshot of the settings at ${file}`)
  const place = placeOf(kept)
  const later = seen.find((sighting) => judge(place, sighting.place) === 'successor')
  if (later === undefined) return kept
  throw new StartnodeError(
    'usage',
    `A receiver has later settings (revision ${later.place.revision}) than ${file} (revision ${place.revision}): restore with the STATE_DIR of that receiver`,
  )
}
