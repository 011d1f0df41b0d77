/** What most commands need: configuration, a Temporal client and the settings; closed again afterwards. */
import { Client, type Connection } from '@temporalio/client'
import { type Config, loadConfig } from '../config.ts'
import { StartnodeError } from '../errors/startnode-error.ts'
import { loadStartNodes } from '../project/load-start-nodes.ts'
import { WORKFLOWS_DIR } from '../project/project.ts'
import { createSettings, type Settings } from '../settings/settings-client.ts'
import type { StartNode } from '../start-node/start-node.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { connectClientLazily, loadTemporalOptions, type TemporalOptions } from '../temporal/connection.ts'

export interface ClientContext {
  readonly config: Config
  readonly temporal: TemporalOptions
  readonly connection: Connection
  readonly client: Client
  readonly settings: Settings
}

/** Runs `use` with a client of the configured namespace and closes the connection whatever happens. */
export async function withClient<T>(use: (context: ClientContext) => Promise<T>): Promise<T> {
  const config = loadConfig(process.env)
  const temporal = loadTemporalOptions()
  const connection = connectClientLazily(temporal)
  try {
    const client = new Client({
      connection,
      namespace: temporal.namespace,
      ...createClientOptions(config.encryption),
    })
    return await use({
      config,
      temporal,
      connection,
      client,
      settings: createSettings(client.workflow, { taskQueue: config.taskQueue }),
    })
  } finally {
    await connection.close()
  }
}

/**
 * The Start node of a process of this project.
 * @throws StartnodeError `process_unknown`, listing the ones there are
 */
export async function findStartNode(process: string): Promise<StartNode> {
  const startNodes = await loadStartNodes(WORKFLOWS_DIR)
  const found = startNodes.get(process)
  if (found) return found
  const known = [...startNodes.keys()].join(', ') || 'none yet; make one with `startnode new <process>`'
  throw new StartnodeError('process_unknown', `There is no process '${process}'. Processes: ${known}`)
}
