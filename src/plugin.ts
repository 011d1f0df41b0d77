/**
 * Startnode as a Temporal plugin: give it to your own worker, and with encryption to your clients. It only wires. Workflows
 * are not among it, since a TypeScript plugin can't add any: write `export * from 'startnode/workflows'` in your workflows
 * module.
 */
import { fileURLToPath } from 'node:url'
import { SimplePlugin } from '@temporalio/plugin'
import type { ActivityInterceptorsFactory, ReplayWorkerOptions, WorkerOptions } from '@temporalio/worker'
import { joinActivities } from './activities/join-activities.ts'
import { createRetryTeller } from './activities/tell-retries.ts'
import type { Encryption } from './keys/encryption-keys.ts'
import { createActivityLetters, readsLetters } from './temporal/codec/activity-letters.ts'
import { createClientOptions } from './temporal/codec/client-letters.ts'
import { createDataConverter } from './temporal/codec/create-data-converter.ts'

export interface StartnodePluginOptions {
  /** The engine's activities, see `createEngineActivities`. Default: none. */
  readonly activities?: object
  /** Names of the engine's activities that the worker's own take the place of, on purpose. Default: none. */
  readonly replace?: readonly string[]
  /**
   * Seals everything that goes to Temporal (see `createDataConverter`), and believes only what a holder of the same keys
   * sent; give the same to every client. A data converter of your own keeps its codecs. Null: only says which key is
   * missing where something encrypted is met. Default: the data converter is left alone.
   */
  readonly encryption?: Encryption | null
}

/** The bundler reads files, so the extension follows how we run: source or build. */
const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
const pathOf = (file: string) => fileURLToPath(new URL(`./workflows/${file}.${extension}`, import.meta.url))
const INTERCEPTORS = pathOf('interceptors')
const LETTERS = pathOf('letters/letters')

/**
 * Adds the task interceptors (trace, summaries, clear failures, what a task shows of its state) and the engine's activities to a worker, a replay or a
 * bundle; with configured encryption keys also what writes and checks the letters of payloads. Giving it twice, on
 * connection and worker, changes nothing. Activities keep the names of their nodes, since the
 * Web UI shows them; a worker that has another activity by such a name is not made: `Worker.create` throws
 * ``activity_clash``.
 *
 * @throws StartnodeError `data_converter_clash` when `encryption` meets a data converter with converters of its own
 * @example
 * ```ts
 * const worker = await Worker.create({ connection, taskQueue, workflowsPath, plugins: [new StartnodePlugin()] })
 * ```
 */
export class StartnodePlugin extends SimplePlugin {
  readonly #activityLetters: ActivityInterceptorsFactory[]
  readonly #encryption: Encryption | null | undefined

  constructor({ activities, replace, encryption }: StartnodePluginOptions = {}) {
    const seals = encryption?.configured === true
    const { interceptors } = createClientOptions(encryption ?? null)
    super({
      name: 'startnode.StartnodePlugin',
      activities: (existing) => joinActivities(existing ?? {}, activities ?? {}, replace),
      ...(encryption === undefined ? {} : { dataConverter: (own) => createDataConverter(encryption, own) }),
      ...(seals ? { clientInterceptors: interceptors } : {}),
      workerInterceptors: {
        workflowModules: seals ? [LETTERS, INTERCEPTORS] : [INTERCEPTORS],
        activity: [createRetryTeller()],
        ...(seals ? { client: interceptors } : {}),
      },
    })
    this.#activityLetters = seals ? [createActivityLetters(encryption)] : []
    this.#encryption = encryption
  }

  /** Histories come from anywhere then, and nothing is done. */
  override configureReplayWorker(options: ReplayWorkerOptions): ReplayWorkerOptions {
    const configured = super.configureReplayWorker(options)
    if (this.#encryption === undefined) return configured
    const dataConverter = createDataConverter(this.#encryption, configured.dataConverter, 'replay')
    return { ...configured, dataConverter }
  }

  /** Letters are read before any other interceptor sees an argument, and once. */
  override configureWorker(options: WorkerOptions): WorkerOptions {
    const configured = super.configureWorker(options)
    if (this.#activityLetters.length === 0) return configured
    const others = (configured.interceptors?.activity ?? []).filter((factory) => !readsLetters(factory))
    const activity = [...this.#activityLetters, ...others]
    return { ...configured, interceptors: { ...configured.interceptors, activity } }
  }
}
