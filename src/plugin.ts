/**
 * Startnode as a Temporal plugin: give it to your own worker. It only wires. Workflows are not among it, since a
 * TypeScript plugin can't add any: write `export * from 'startnode/workflows'` in your workflows module.
 */
import { fileURLToPath } from 'node:url'
import { SimplePlugin } from '@temporalio/plugin'
import { joinActivities } from './activities/join-activities.ts'
import type { Encryption } from './keys/encryption-keys.ts'
import { createDataConverter } from './temporal/codec/create-data-converter.ts'

export interface StartnodePluginOptions {
  /** The engine's activities, see `createEngineActivities`. Default: none. */
  readonly activities?: object
  /** Names of the engine's activities that the worker's own take the place of, on purpose. Default: none. */
  readonly replace?: readonly string[]
  /**
   * Encrypts everything that goes to Temporal (see `createDataConverter`); give the same to every client. Null: only
   * says which key is missing where something encrypted is met. Default: the data converter is left alone.
   */
  readonly encryption?: Encryption | null
}

/** The bundler reads files, so the extension follows how we run: source or build. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const INTERCEPTORS = fileURLToPath(new URL(`./workflows/interceptors.${extension}`, import.meta.url))

/**
 * Adds the task interceptors (trace, summaries, clear failures) and the engine's activities to a worker, a replay or a
 * bundle. Giving it twice, on connection and worker, changes nothing. Activities keep the names of their nodes, since the
 * Web UI shows them; a worker that has another activity by such a name is not made: `Worker.create` throws
 * ``activity_clash``.
 *
 * @example
 * ```ts
 * const worker = await Worker.create({ connection, taskQueue, workflowsPath, plugins: [new StartnodePlugin()] })
 * ```
 */
export class StartnodePlugin extends SimplePlugin {
  constructor(options: StartnodePluginOptions = {}) {
    super({
      name: 'startnode.StartnodePlugin',
      activities: (existing) => joinActivities(existing ?? {}, options.activities ?? {}, options.replace),
      ...(options.encryption === undefined ? {} : { dataConverter: createDataConverter(options.encryption) }),
      workerInterceptors: { workflowModules: [INTERCEPTORS] },
    })
  }
}
