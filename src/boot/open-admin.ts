/** Composes the admin API of a receiver. A module of its own, because it is loaded when webhooks are accepted already. */
import { hostname } from 'node:os'
import { Client } from '@temporalio/client'
import { createPeers } from '../admin/peers/ask-peers.ts'
import type { RunningAdminServer } from '../admin/serve/admin-server.ts'
import { startAdmin } from '../admin/start-admin.ts'
import { createImports } from '../import/imports.ts'
import { readExample, VERSION, WORKFLOWS_DIR } from '../project/project.ts'
import { createQuarantine } from '../quarantine/quarantine-client.ts'
import { foreseeAnswer } from '../receiver/foresee-answer.ts'
import { createClientOptions } from '../temporal/codec/client-letters.ts'
import { createCodecEndpoint } from '../temporal/codec/codec-endpoint.ts'
import type { OpenReceiver, ReceiverParts } from './receiver-contract.ts'

/** @returns null when it did not start; the log says why */
export function openAdmin(
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
  return startAdmin(
    {
      ...config.admin,
      production: config.production,
      stateDir: config.stateDir,
      trustProxy: config.trustProxy,
      version: VERSION,
    },
    {
      publicUrl: config.publicUrl,
      signingKeys: config.signingKeys,
      encryptionKeys: config.encryption.keys,
      codec: createCodecEndpoint(config.encryption),
      startNodes,
      client: clientAs(),
      clientAs,
      receiver: { ...open.receiver, foresee: foreseeAnswer },
      readExample,
      connection,
      namespace: temporal.namespace,
      taskQueue: config.taskQueue,
      uiUrl: config.temporalUiUrl,
      settings,
      feed,
      inbox,
      forwarder,
      watch,
      peers: createPeers(config.admin.peers, config.signingKeys, `${hostname()}:${config.admin.port}`),
      requests,
      quarantine: createQuarantine(client),
      imports: createImports({ dir: workflowsDir, allowed: config.workflowsWritable === true, settings }),
      metrics,
      history,
    },
    log,
  )
}
