import type { Config } from '../config.ts'
import { directUrlsOf } from '../processes/direct-urls-of.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'

/** The direct URL (JSON) of a process or `@alias` at this revision of the settings; null while it is off. */
export function directUrlOf(config: Config, snapshot: SettingsSnapshot, on: string): string | null {
  return directUrlsOf(config.publicUrl, config.signingKeys, snapshot, on)?.json ?? null
}
