import type { ZodType } from 'zod'
import { createDirectory, type ProcessDirectory } from '../process/diagram/process-directory.ts'
import { openVariables } from '../settings/open-variables.ts'
import type { SettingsSnapshot } from '../settings/snapshot.ts'
import { type ApiCall, createApiCall } from './api-call/api-call.ts'
import { createCallbackUrls, type MakeCallbackUrl } from './callback-url.ts'
import { type Approvals, type CheckDecision, createCheckDecision } from './check-decision.ts'
import { type CheckHead, createCheckHead } from './check-head.ts'
import type { RunDiagramCode } from './code/code-input.ts'
import { createRunDiagramCode } from './code/run-diagram-code.ts'
import { createDiagramActivities } from './diagram/create-diagram-activities.ts'
import type { DiagramActivities } from './diagram/diagram-activities.ts'
import { createFindRun, type FindRun } from './find-run.ts'
import { createLocateTask, type LocatePorts, type LocateTask } from './locate-task.ts'
import { createProveChange, type ProveChange } from './prove-change.ts'
import { createSettingsReader } from './read-settings.ts'
import { type SharedActivities, sharedActivities } from './shared/shared-activities.ts'

/** What the engine's activities need of the world. */
export interface EnginePorts {
  /** Reads the settings; `createSettings(client)` is one. */
  readonly settings: { read(): Promise<SettingsSnapshot | null> }
  /** The receivers', the CLI's and these must share one. */
  readonly signingKeys: readonly Buffer[]
  /** Decisions of persons that count. Default: `proved`. */
  readonly approvals?: Approvals
  /** Open the values of variables. */
  readonly encryptionKeys: readonly Buffer[]
  /** By the name an `apiCall` gives as `response`. Default: none. */
  readonly responseSchemas?: Readonly<Record<string, ZodType>>
  /** API calls to one host at once, in this worker. Default: 20. */
  readonly callsPerHost?: number
  /** Finds tasks of other processes. */
  readonly client: LocatePorts['client']
  /** Base of the receivers' URLs, without a trailing slash. */
  readonly publicUrl: string
  /** What stands for a ref of a process in ids. Default: itself. */
  readonly refInId?: (process: string, ref: string) => string
  /** Hosts at private addresses that API Calls of diagrams may reach, in lower case. Default: none. */
  readonly diagramPrivateHosts?: readonly string[]
  /** The processes that nodes of diagrams name. Default: none. */
  readonly directory?: ProcessDirectory
}

export interface EngineActivities extends SharedActivities, DiagramActivities {
  readonly apiCall: ApiCall
  readonly checkDecision: CheckDecision
  readonly checkHead: CheckHead
  readonly findRun: FindRun
  readonly locateTask: LocateTask
  readonly makeCallbackUrl: MakeCallbackUrl
  readonly proveChange: ProveChange
  readonly runDiagramCode: RunDiagramCode
}

/**
 * The activities of the nodes and of the settings.
 *
 * @example
 * ```ts
 * const client = new StartClient({ connection, namespace })
 * const settings = createSettings(client)
 * const engine = createEngineActivities({ settings, client, signingKeys, encryptionKeys, publicUrl })
 * new StartnodePlugin({ activities: engine })
 * ```
 */
export function createEngineActivities(ports: EnginePorts): EngineActivities {
  const {
    signingKeys,
    approvals = 'proved',
    encryptionKeys,
    responseSchemas = {},
    client,
    publicUrl,
    refInId,
    callsPerHost,
    diagramPrivateHosts = [],
    directory = createDirectory([]),
  } = ports
  const callbackUrls = createCallbackUrls(publicUrl, signingKeys)
  const readSettings = createSettingsReader(ports.settings)
  const variables = async () => openVariables(await readSettings(), encryptionKeys)
  return {
    ...sharedActivities,
    ...createDiagramActivities({
      directory,
      privateHosts: diagramPrivateHosts,
      readSettings,
      variables,
      publicUrl,
      signingKeys,
      refInId: refInId ?? ((_, ref) => ref),
    }),
    apiCall: createApiCall({
      variables,
      callbackUrl: callbackUrls.resolveReference,
      responseSchemas,
      ...(callsPerHost === undefined ? {} : { callsPerHost }),
    }),
    checkDecision: createCheckDecision(signingKeys, approvals),
    checkHead: createCheckHead(signingKeys),
    findRun: createFindRun(client),
    locateTask: createLocateTask({ readSettings, client, ...(refInId === undefined ? {} : { refInId }) }),
    makeCallbackUrl: callbackUrls.makeCallbackUrl,
    proveChange: createProveChange(signingKeys),
    runDiagramCode: createRunDiagramCode(),
  }
}
