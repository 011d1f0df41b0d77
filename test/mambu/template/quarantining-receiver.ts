/** A receiver over HTTP with its inbox and forwarder, for one process whose deliveries may only end in quarantine. */
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { directUrlPath } from '../../../src/direct-url/direct-url.ts'
import { startForwarder } from '../../../src/forwarder/forwarder.ts'
import { openInbox } from '../../../src/inbox/inbox.ts'
import { signDirectUrl } from '../../../src/keys/signature.ts'
import type { BodyFormat } from '../../../src/process/task.ts'
import { createQuarantine, type Quarantine } from '../../../src/quarantine/quarantine-client.ts'
import { startHttpServer } from '../../../src/receiver/http/http-server.ts'
import { createReceiver } from '../../../src/receiver/receiver.ts'
import type { RequestRow } from '../../../src/receiver/receiver-log.ts'
import { completeSnapshot } from '../../../src/settings/snapshot.ts'
import type { StartNode } from '../../../src/start-node/start-node.ts'
import { openPatientConnection } from '../../../src/temporal/patient-connection.ts'
import { StartClient } from '../../../src/temporal/start-client.ts'
import { temporalAddress } from '../../helpers/temporal.ts'
import { type Received, send } from '../../receiver/send.ts'

const GENERATION = 'ef'.repeat(16)

export interface QuarantiningReceiver {
  readonly quarantine: Quarantine
  /** The newest last. */
  readonly rows: readonly RequestRow[]
  post(format: BodyFormat, body: string): Promise<Received>
  stop(): Promise<void>
}

export async function startQuarantiningReceiver(startNode: StartNode): Promise<QuarantiningReceiver> {
  const key = randomBytes(32)
  const { process } = startNode
  const dir = await mkdtemp(join(tmpdir(), 'startnode-broken-'))
  const connection = openPatientConnection({ address: temporalAddress() })
  const client = new StartClient({ connection, namespace: 'quarantine' })
  const inbox = await openInbox({ dir, mapBytes: 1 << 24, maxRecords: 1_000, maxPerProcess: 1_000 })
  const target = { client, taskQueue: `broken-${randomUUID()}`, deadlineMs: 5_000 }
  const forwarder = startForwarder({ inbox, target })
  const rows: RequestRow[] = []
  const snapshot = completeSnapshot({
    settingsId: 's',
    revision: 1,
    startNodes: { [process]: { generation: GENERATION, accepted: [] } },
  })
  const receiver = createReceiver({
    settings: { current: () => snapshot },
    startNodes: new Map([[process, startNode]]),
    signingKeys: [key],
    accept: inbox.accept,
    maxBodyBytes: 65_536,
    log: { request: (row) => rows.push(row) },
  })
  const readiness = () => ({ ready: true, reasons: [] })
  const http = await startHttpServer({ receiver, fastPath: true, port: 0, host: '127.0.0.1', readiness })
  const path = directUrlPath(process, signDirectUrl(key, 'process', process, GENERATION))
  return {
    quarantine: createQuarantine(client),
    rows,
    post: (format, body) => send(http.port, path.replace('/json/', `/${format}/`), { body }),
    async stop() {
      await http.stop()
      await forwarder.stop()
      await inbox.close()
      await connection.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}
