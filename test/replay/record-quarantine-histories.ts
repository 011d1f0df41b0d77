/**
 * Writes histories/quarantine-*.json anew, on a dev server of its own. Only after a change that is meant to break
 * entries that are kept: until then the old files prove that they go on after a deployment.
 *
 *     npx tsx test/replay/record-quarantine-histories.ts
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import proto from '@temporalio/proto'
import { NativeConnection, Worker } from '@temporalio/worker'
import { z } from 'zod'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import { createPrepareResubmit } from '../../src/forwarder/deliver/prepare-resubmit.ts'
import { StartnodePlugin } from '../../src/plugin.ts'
import { taskIdOf } from '../../src/process/ids/task-id.ts'
import type { Task } from '../../src/process/task.ts'
import { createQuarantine } from '../../src/quarantine/quarantine-client.ts'
import { readAgain } from '../../src/receiver/read-again.ts'
import { startNode } from '../../src/start-node/start-node.ts'
import { startDevServer } from '../../src/temporal/dev/dev-server.ts'
import { openPatientConnection } from '../../src/temporal/patient-connection.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'

const { History } = proto.temporal.api.history.v1
const identity = 'recorder'
const taskQueue = 'record'
const actor = 'recorder'
const process = 'deposit-made'
const input = z.object({ id: z.string() })
const depositMade = startNode<(task: Task<z.infer<typeof input>>) => Promise<unknown>>(process, {
  title: 'Deposit made',
  input,
  ref: { pointer: '/id' },
})

const server = await startDevServer({ stateDir: '.startnode', port: 0, uiPort: null })
const nativeConnection = await NativeConnection.connect({ address: server.address })
const connection = openPatientConnection({ address: server.address })
const client = new StartClient({ connection, identity })
const quarantine = createQuarantine(client)
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../quarantine/quarantine-workflows.ts', import.meta.url)),
  plugins: [new StartnodePlugin()],
  activities: {
    prepareResubmit: createPrepareResubmit(client, (kept, options) =>
      readAgain(kept, depositMade, null, options),
    ),
  },
})

await worker.runUntil(async () => {
  const keep = async (days = 30) => {
    const problem = { code: 'schema_mismatch', message: 'It does not fit', problems: [] }
    const delivery = makeDelivery({ process, problem, receivedAt: '2026-11-24T09:00:00.000Z' })
    const target = { client, taskQueue, deadlineMs: 15_000, quarantine: { days, maxPerProcess: 1_000 } }
    await deliver(delivery, target)
    return {
      taskId: delivery.taskId,
      again: () => deliver({ ...delivery, receivedAt: '2026-11-24T09:05:00.000Z' }, target),
    }
  }
  const mended = await keep()
  await mended.again()
  await quarantine.resubmit(process, mended.taskId, { actor }).catch(() => {})
  await quarantine.edit(process, mended.taskId, { body: '{"id":"L1"}', actor })
  await quarantine.resubmit(process, mended.taskId, { actor })
  await record('resubmitted', mended.taskId)

  const inUse = await keep()
  await quarantine.edit(process, inUse.taskId, { body: '{"id":"L1"}', actor })
  await quarantine.resubmit(process, inUse.taskId, { actor }).catch(() => {})
  await client.getHandle(`${process}/d/${inUse.taskId}`).signal('discard', 'not ours')
  await record('discarded', inUse.taskId)

  await record('expired', (await keep(1 / 86_400)).taskId)

  // Its ref has had a task: the mended body claims its identity by a record.
  const target = { client, taskQueue, deadlineMs: 15_000 }
  const refusedOf = async (ref: string) => {
    const key = randomUUID()
    const problem = { code: 'schema_mismatch', message: 'It does not fit', problems: [] }
    const identity = taskIdOf(process, key, ref)
    const entry = { ...makeDelivery({ process, key, problem, identity }), taskId: drawTaskId() }
    await deliver(entry, target)
    await quarantine.edit(process, entry.taskId, { body: JSON.stringify({ id: ref }), actor })
    return { taskId: entry.taskId, key }
  }
  const first = makeDelivery({ process, workflowType: 'depositMade', ref: 'L2', data: { id: 'L2' } })
  await deliver(first, target)
  await client.getHandle(`${process}/r/L2`).terminate()
  const claimed = await refusedOf('L2')
  await quarantine.resubmit(process, claimed.taskId, { actor })
  await record('claimed', claimed.taskId)

  // Its sender mended it first, with another body.
  const { taskId, key } = await refusedOf('L3')
  await deliver(
    makeDelivery({ process, workflowType: 'depositMade', key, ref: 'L3', data: { id: 'L3', n: 1 } }),
    target,
  )
  await quarantine.resubmit(process, taskId, { actor }).catch(() => {})
  await client.getHandle(`${process}/r/L3`).terminate()
  await quarantine.resubmit(process, taskId, { actor, asNew: true })
  await record('as-new', taskId)
})
await connection.close()
await nativeConnection.close()
await server.stop()

/** 24 hex. */
function drawTaskId(): string {
  return randomBytes(12).toString('hex')
}

async function record(name: string, taskId: string): Promise<void> {
  const handle = client.getHandle(`${process}/d/${taskId}`)
  await handle.result()
  const history = await handle.fetchHistory()
  const plain = History.toObject(history as proto.temporal.api.history.v1.History, {
    longs: String,
    bytes: String,
    enums: String,
  })
  // Stack traces carry paths of the machine that recorded, and replay does not read them.
  const text = JSON.stringify(plain, (key, value) => (key === 'stackTrace' ? undefined : value), 1)
  writeFileSync(new URL(`histories/quarantine-${name}.json`, import.meta.url), `${text}\n`)
  console.log(`quarantine-${name}.json`, history.events?.length)
}
