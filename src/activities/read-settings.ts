import { StartnodeError } from '../errors/startnode-error.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'

/** A changed variable is in force after this. Milliseconds. */
const FRESH_MS = 2_000

/**
 * Reads the settings for activities: at most once in 2 s, however many ask.
 *
 * @returns throws `settings_missing` when there are none, or what reading threw; the activity is tried again then
 */
export function createSettingsReader(settings: {
  read(): Promise<SettingsSnapshot | null>
}): () => Promise<SettingsSnapshot> {
  let reading: Promise<SettingsSnapshot | null> | null = null
  let readAt = Number.NEGATIVE_INFINITY
  return async () => {
    if (reading === null || performance.now() - readAt > FRESH_MS) {
      readAt = performance.now()
      const begun = settings.read()
      begun.catch(() => {
        if (reading === begun) reading = null
      })
      reading = begun
    }
    const snapshot = await reading
    if (snapshot !== null) return snapshot
    reading = null
    throw new StartnodeError('settings_missing')
  }
}
