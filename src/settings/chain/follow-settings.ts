import type { SettingsSnapshot } from '../snapshot.ts'
import { createFollower, type FollowerOptions } from './follower.ts'
import type { SeenSettings } from './seen-settings.ts'

/**
 * The settings for a worker: read when somebody asks, followed like a receiver does. What is shown and does not follow is an
 * alarm in the log, and the known ones stay.
 *
 * @returns for `createEngineActivities` and `resolveVariables`
 * @example followSettings(createSettings(client, { signingKeys }), { signingKeys, keepFile: '.startnode/settings-worker.json', log })
 */
export function followSettings(
  settings: { look(): Promise<SeenSettings | null> },
  options: FollowerOptions,
): { read(): Promise<SettingsSnapshot | null> } {
  const follower = createFollower(options)
  return {
    async read() {
      const before = follower.known()
      await follower.consider(await settings.look(), before)
      return follower.current()
    },
  }
}
