/**
 * Writes histories/startnode-settings-signed.json anew, on a dev server of its own. Only after a change that is meant to
 * break running settings: until then the old file proves that settings go on after a deployment.
 *
 *     npx tsx test/replay/record-settings-history.ts
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from '@temporalio/client'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'
import { createCheckHead } from '../../src/activities/check-head.ts'
import { createSettings, SETTINGS_WORKFLOW_ID } from '../../src/settings/settings-client.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'

const { History } = proto.temporal.api.history.v1
/** Opens nothing: a key of this recording only. */
const keys = [Buffer.alloc(32, 7)]
const identity = 'recorder'

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const nativeConnection = await NativeConnection.connect({ address: server.address })
const connection = openPatientConnection({ address: server.address })
const client = new Client({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue: 'startnode',
  workflowsPath: fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url)),
  activities: { checkHead: createCheckHead(keys) },
})

await worker.runUntil(async () => {
  const settings = createSettings(client.workflow, { signingKeys: keys })
  const by = { actor: 'recorder', keys }
  await settings.setup()
  await settings.enableUrl('loan-approved', by)
  await settings.rotateUrl('loan-approved', { ...by, overlapMs: 60_000 })
  await settings.enableUrl('client-created', { actor: 'nobody' }).catch(() => null)
  await settings.disableUrl('loan-approved', { actor: 'nobody' })
  await Promise.all([settings.enableUrl('loan-approved', by), settings.enableUrl('client-created', by)])
  const history = await client.workflow.getHandle(SETTINGS_WORKFLOW_ID).fetchHistory()
  const plain = History.toObject(history as proto.temporal.api.history.v1.History, {
    longs: String,
    bytes: String,
    enums: String,
  })
  // Stack traces carry paths of the machine that recorded, and replay does not read them.
  const text = JSON.stringify(plain, (key, value) => (key === 'stackTrace' ? undefined : value), 1)
  writeFileSync(new URL('histories/startnode-settings-signed.json', import.meta.url), `${text}\n`)
})
await connection.close()
await nativeConnection.close()
await server.stop()
