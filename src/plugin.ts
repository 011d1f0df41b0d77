/**
 * Startnode as a Temporal plugin: give it to your own worker. It only wires. Workflows are not among it, since a
 * TypeScript plugin can't add any: write `export * from 'startnode/workflows'` in your workflows module.
 */
import { fileURLToPath } from 'node:url'
import { SimplePlugin } from '@temporalio/plugin'
import { createDataConverter, type Encryption } from './temporal/codec/create-data-converter.ts'

export interface StartnodePluginOptions {
  /** The engine's activities; where the worker has one of the same name, the worker's wins. Default: none. */
  readonly activities?: object
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
 * bundle. Giving it twice, on connection and worker, changes nothing.
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
      activities: (existing) => ({ ...options.activities, ...existing }),
      ...(options.encryption === undefined ? {} : { dataConverter: createDataConverter(options.encryption) }),
      workerInterceptors: { workflowModules: [INTERCEPTORS] },
    })
  }
}
