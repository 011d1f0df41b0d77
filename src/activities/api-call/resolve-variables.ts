import { openVariables } from '../../settings/open-variables.ts'
import type { SettingsSnapshot } from '../../settings/snapshot.ts'
import { resolveText } from '../../settings/variables.ts'
import { createSettingsReader } from '../read-settings.ts'
import { hasReference } from './open-secrets.ts'

/**
 * Makes what puts the values of variables into a text, for activities that hold secrets of their own: a changed variable
 * is in force after 2 s, without a restart. A text without a reference never reads the settings.
 *
 * @param settings `createSettings(client)` is one
 * @param keys encryption keys of the settings
 * @returns throws `variable_missing` naming the reference, `secret_unreadable`, or what reading the settings threw
 * @example createMambuActivities({ baseUrl, apiKey: '{{env_var[@mambu].key}}', resolve: resolveVariables(settings, keys) })
 */
export function resolveVariables(
  settings: { read(): Promise<SettingsSnapshot | null> },
  keys: readonly Buffer[],
): (text: string) => Promise<string> {
  const readSettings = createSettingsReader(settings)
  return async (text) =>
    hasReference(text) ? resolveText(text, openVariables(await readSettings(), keys)) : text
}
