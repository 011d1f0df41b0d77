/**
 * Writes histories/delivery-record-*.json anew, on a dev server of its own. Only after a change that is meant to break
 * records under way: until then the old files prove that deliveries go on after a deployment.
 *
 *     npx tsx test/replay/record-delivery-histories.ts
 */
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Worker } from '@temporalio/worker'
import { deliver } from '../../src/forwarder/deliver/deliver.ts'
import { followRecord } from '../../src/forwarder/follow-record.ts'
import { refWorkflowId } from '../../src/process/ids/workflow-id.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { identity, openRecorder, taskQueue } from './open-recorder.ts'
import { writeHistory } from './write-history.ts'

const deadlineMs = 15_000

const { connection, nativeConnection, close } = await openRecorder()
const client = new StartClient({ connection, identity })
const target = { client, taskQueue, deadlineMs }
const worker = await Worker.create({
  connection: nativeConnection,
  identity,
  taskQueue,
  workflowsPath: fileURLToPath(new URL('../forwarder/inbox-workflows.ts', import.meta.url)),
})

await worker.runUntil(async () => {
  await waitFor('the search attributes', async () => {
    const probe = makeDelivery()
    await deliver(probe, target)
    return (await client.count(`MpoTaskId = '${probe.taskId}'`)).count > 0
  })
  const after = async (more: Parameters<typeof makeDelivery>[0], earlier: 'open' | 'closed') => {
    const ref = `LN-${randomUUID().slice(0, 8)}`
    await deliver(makeDelivery({ ref }), target)
    if (earlier === 'closed') await client.getHandle(refWorkflowId('loan-approved', ref)).terminate()
    return makeDelivery({ ref, data: { amount: 12.5 }, ...more })
  }
  const record = async (name: string, delivery: ReturnType<typeof makeDelivery>, through = target) => {
    const { workflowId, runId } = await deliver(delivery, through)
    const run = { workflowId, runId: runId as string, deadlineMs }
    await followRecord(client, run)
    await keepHistory(name, workflowId, run.runId)
  }
  await record('task', await after({}, 'closed'))
  await record('task-delayed', await after({ startDelayMs: 1_500 }, 'closed'))
  await record('signalled', await after({ refInUse: 'signal' }, 'open'))
  await record('quarantined', await after({ refInUse: 'quarantine' }, 'open'))

  // The run that was seen continued as new before the record signalled it.
  const late = await after({ refInUse: 'signal' }, 'open')
  const id = refWorkflowId('loan-approved', late.ref as string)
  const seen = await client.describeRun({ workflowId: id, deadlineMs })
  await client.getHandle(id).signal('continue')
  await waitFor('the next run', async () => (await client.getHandle(id).describe()).runId !== seen?.runId)
  const lateClient = Object.create(client, { describeRun: { value: async () => seen } }) as StartClient
  await record('signalled-later', late, { ...target, client: lateClient })
})
await close()

async function keepHistory(name: string, workflowId: string, runId: string): Promise<void> {
  await writeHistory(`delivery-record-${name}`, client.getHandle(workflowId, runId))
}
