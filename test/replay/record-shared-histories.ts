/**
 * Writes histories/shared-*.json anew: tasks that use queues, sums and states, and the long-running workflows that keep
 * them, on a dev server of its own. Only after a change that is meant to break those under way.
 *
 *     npx tsx test/replay/record-shared-histories.ts
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client, type WorkflowHandle } from '@temporalio/client'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'
import { sharedActivities } from '../../src/activities/shared/shared-activities.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { MPO_NODE, registerSearchAttributes } from '../../src/temporal/search-attributes.ts'
import { makeTask } from '../workflows/make-task.ts'

const { History } = proto.temporal.api.history.v1
const identity = 'recorder'
const taskQueue = 'record'

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const nativeConnection = await NativeConnection.connect({ address: server.address })
const connection = openPatientConnection({ address: server.address })
await registerSearchAttributes(connection, 'default')
const client = new Client({ connection, identity })
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../workflows/nodes/shared-fixture.ts', import.meta.url)),
  activities: sharedActivities,
  plugins: [new StartnodePlugin()],
})

function start(type: string, data: unknown): Promise<WorkflowHandle> {
  const task = makeTask('shared', data)
  return client.workflow.start(type, {
    workflowId: `shared/t/${task.taskId}`,
    taskQueue,
    args: [task],
    typedSearchAttributes: [{ key: MPO_NODE, value: 'Start' }],
  })
}

async function record(name: string, handle: WorkflowHandle): Promise<void> {
  const plain = History.toObject((await handle.fetchHistory()) as proto.temporal.api.history.v1.History, {
    longs: String,
    bytes: String,
    enums: String,
  })
  // Stack traces carry paths of the machine that recorded, and replay does not read them.
  const text = JSON.stringify(plain, (key, value) => (key === 'stackTrace' ? undefined : value), 1)
  writeFileSync(new URL(`histories/shared-${name}.json`, import.meta.url), `${text}\n`)
}

async function recordEnded(name: string, type: string, data: unknown): Promise<void> {
  const handle = await start(type, data)
  await handle.result().catch(() => null)
  await record(name, handle)
}

await worker.runUntil(async () => {
  await recordEnded('puts', 'putsItems', { name: 'loans', items: ['a', { b: 2 }] })
  await recordEnded('takes', 'takesItems', { name: 'loans', order: 'DESC', times: 3 })
  await recordEnded('takes-in-vain', 'takesItems', { name: 'loans', waitMs: 20 })
  const taker = await start('takesItems', { name: 'loans', waitMs: 60_000 })
  while (!(await taker.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes));
  await (await start('putsItems', { name: 'loans', items: ['late'] })).result()
  await taker.result()
  await record('takes-late', taker)
  await recordEnded('adds', 'addsAmounts', { name: 'fees', amounts: ['0.1', 0.2] })
  await recordEnded('sets-state', 'setsState', { ref: 'C1', limit: '5' })
  await recordEnded('names-badly', 'namesBadly', null)
  for (const id of ['startnode-queue/loans', 'startnode-sum/fees', 'startnode-state/shared/C1'])
    await record(
      id.replaceAll('/', '-').replace('startnode-', '').toLowerCase(),
      client.workflow.getHandle(id),
    )
})
await connection.close()
await nativeConnection.close()
await server.stop()
