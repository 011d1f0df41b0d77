/**
 * Writes histories/schedule-*.json anew, one per way a firing of a Schedule can go, on a dev server of its own. Only after
 * a change that is meant to break firings under way.
 *
 *     npx tsx test/replay/record-schedule-histories.ts
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'
import { StartnodePlugin } from '../../src/plugin.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { MPO_NODE, registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { StartClient } from '../../src/temporal/start-client.ts'

const { History } = proto.temporal.api.history.v1
const identity = 'recorder'
const taskQueue = 'record'

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const nativeConnection = await NativeConnection.connect({ address: server.address })
const connection = openPatientConnection({ address: server.address })
await registerSearchAttributes(connection, 'default')
const client = new StartClient({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../cli/scheduled-processes/index.ts', import.meta.url)),
  plugins: [new StartnodePlugin()],
})

/** One firing, as a Schedule starts it. */
async function fire(name: string, firedAt: string, until: string): Promise<void> {
  const handle = await client.start('scheduledTask', {
    workflowId: `night-run/s/at-${firedAt}`,
    taskQueue,
    args: [{ process: 'night-run', title: 'Night run', taskIds: '4c9fe425bad5d747', data: { until } }],
    typedSearchAttributes: [{ key: MPO_NODE, value: 'Schedule' }],
  })
  await handle.result().catch(() => null)
  const plain = History.toObject((await handle.fetchHistory()) as proto.temporal.api.history.v1.History, {
    longs: String,
    bytes: String,
    enums: String,
  })
  // Stack traces carry paths of the machine that recorded, and replay does not read them.
  const text = JSON.stringify(plain, (key, value) => (key === 'stackTrace' ? undefined : value), 1)
  writeFileSync(new URL(`histories/schedule-${name}.json`, import.meta.url), `${text}\n`)
}

await worker.runUntil(async () => {
  await fire('fired', '2026-11-24T06:00:00Z', 'end')
  await fire('fired-again', '2026-11-24T06:00:00Z', 'end')
  await fire('task-failed', '2026-11-25T06:00:00Z', 'failure')
})
await connection.close()
await nativeConnection.close()
await server.stop()
