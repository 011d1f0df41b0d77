import type { ZodType } from 'zod'
import { openVariables } from '../start-node/open-variables.ts'
import type { SettingsSnapshot } from '../start-node/snapshot.ts'
import { type ApiCall, createApiCall } from './api-call.ts'
import { createProveChange, type ProveChange } from './prove-change.ts'
import { createSettingsReader } from './read-settings.ts'

/** What the engine's activities need of the world. */
export interface EnginePorts {
  /** Reads the settings; `createSettings(client)` is one. */
  readonly settings: { read(): Promise<SettingsSnapshot | null> }
  /** The receivers', the CLI's and these must share one. */
  readonly signingKeys: readonly Buffer[]
  /** Open the values of variables. */
  readonly encryptionKeys: readonly Buffer[]
  /** By the name an `apiCall` gives as `response`. Default: none. */
  readonly responseSchemas?: Readonly<Record<string, ZodType>>
}

export interface EngineActivities {
  readonly apiCall: ApiCall
  readonly proveChange: ProveChange
}

/**
 * The activities of the nodes and of the settings.
 *
 * @example
 * ```ts
 * const engine = createEngineActivities({ settings: createSettings(client), signingKeys, encryptionKeys })
 * new StartnodePlugin({ activities: engine })
 * ```
 */
export function createEngineActivities(ports: EnginePorts): EngineActivities {
  const { signingKeys, encryptionKeys, responseSchemas = {} } = ports
  const readSettings = createSettingsReader(ports.settings)
  return {
    apiCall: createApiCall({
      variables: async () => openVariables(await readSettings(), encryptionKeys),
      responseSchemas,
    }),
    proveChange: createProveChange(signingKeys),
  }
}
