import type { Config } from '../config.ts'
import { directUrlPath } from '../start-node/direct-url.ts'
import { signDirectUrl } from '../start-node/signature.ts'
import { type SettingsSnapshot, startNodeState } from '../start-node/snapshot.ts'

/** The direct URL of a process at this revision of the settings, signed with the first key; null while it is off. */
export function directUrlOf(config: Config, snapshot: SettingsSnapshot, process: string): string | null {
  const { generation } = startNodeState(snapshot, process)
  const key = config.signingKeys[0]
  if (generation === null || key === undefined) return null
  return config.publicUrl + directUrlPath(process, signDirectUrl(key, 'process', process, generation))
}
