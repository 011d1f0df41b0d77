/** Composes the admin API of a receiver. A module of its own, because it is loaded when webhooks are accepted already. */
import { hostname } from 'node:os'
import { Client } from '@temporalio/client'
import { askOthersNow } from '../admin/peers/ask-others-now.ts'
import { createPeers } from '../admin/peers/ask-peers.ts'
import type { RunningAdminServer } from '../admin/serve/admin-server.ts'
import { startAdmin } from '../admin/start-admin.ts'
import { createImports } from '../import/imports.ts'
import { createNow } from '../now/create-now.ts'
import { readExample, VERSION, WORKFLOWS_DIR } from '../project/project.ts'
import { createQuarantine } from '../quarantine/quarantine-client.ts'
import { foreseeAnswer } from '../receiver/foresee-answer.ts'
import { watchUnusual } from '../requests/store/watch-unusual.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { createCodecEndpoint } from '../temporal/codec/codec-endpoint.ts'
import type { OpenReceiver, ReceiverParts } from './receiver-contract.ts'

/** @returns null when it did not start; the log says why */
export async function openAdmin(
  { config, temporal, startNodes, workflowsDir = WORKFLOWS_DIR, log }: ReceiverParts,
  open: OpenReceiver,
): Promise<RunningAdminServer | null> {
  const { client, connection, settings, feed, inbox, forwarder, watch, requests, metrics, history } = open
  const clientOptions = createClientOptions(config.encryption)
  const clientAs = (identity?: string) =>
    new Client({
      connection,
      namespace: temporal.namespace,
      ...clientOptions,
      ...(identity === undefined ? {} : { identity }),
    })
  const own = clientAs()
  const keys = { signingKeys: config.signingKeys, encryptionKeys: config.encryption.keys }
  const { publicUrl, taskQueue, stateDir, ownDir } = config
  const { namespace } = temporal
  const peers = createPeers(config.admin.peers, config.signingKeys, `${hostname()}:${config.admin.port}`)
  const unusual = watchUnusual(history)
  const now = await createNow({
    ...{ ...keys, publicUrl, taskQueue, ownDir, namespace, startNodes },
    ...{ client: own, connection, inbox, watch, forwarder, feed, metrics, unusual },
    askOthers: () => askOthersNow(peers),
  })
  const server = await startAdmin(
    {
      ...config.admin,
      production: config.production,
      stateDir,
      trustProxy: config.trustProxy,
      version: VERSION,
    },
    {
      ...keys,
      publicUrl,
      codec: createCodecEndpoint(config.encryption),
      startNodes,
      client: own,
      clientAs,
      receiver: { ...open.receiver, foresee: foreseeAnswer },
      readExample,
      connection,
      namespace,
      taskQueue,
      uiUrl: config.temporalUiUrl,
      settings,
      feed,
      inbox,
      forwarder,
      watch,
      peers,
      requests,
      quarantine: createQuarantine(client),
      imports: createImports({ dir: workflowsDir, allowed: config.workflowsWritable === true, settings }),
      now,
      metrics,
      history,
      unusual,
    },
    log,
  )
  if (server === null) {
    now.stop()
    return null
  }
  return {
    ...server,
    async stop() {
      now.stop()
      await server.stop()
    },
  }
}
