/** What needs a worker: the engine's two workflows, and tasks that continue as new. */
import { fileURLToPath } from 'node:url'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { deliver } from '../../src/inbox/deliver.ts'
import { deliveryWorkflowId, refWorkflowId } from '../../src/process/workflow-id.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from './make-delivery.ts'
import { useTarget } from './open-target.ts'

const target = useTarget('inbox')
let worker: Worker
let running: Promise<void>
let connection: NativeConnection

beforeAll(async () => {
  connection = await NativeConnection.connect({ address: temporalAddress() })
  worker = await Worker.create({
    connection,
    namespace: 'inbox',
    taskQueue: target.taskQueue,
    workflowsPath: fileURLToPath(new URL('./inbox-workflows.ts', import.meta.url)),
  })
  running = worker.run()
})
afterAll(async () => {
  worker.shutdown()
  await running
  await connection.close()
})

test('a quarantined delivery stays open until it is discarded', async () => {
  const problem = { code: 'schema_mismatch', message: 'no', problems: [{ path: '/a', message: 'Required' }] }
  const { workflowId } = await deliver(makeDelivery({ problem }), target)
  const handle = target.client.getHandle(workflowId)
  await waitFor('its timer', async () => ((await handle.fetchHistory()).events?.length ?? 0) > 4)
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await handle.signal('discard', 'sent by mistake')
  expect(await handle.result()).toEqual({ ended: 'discarded', reason: 'sent by mistake' })
})

test('an event reaches the task of its ref over continue-as-new, once', async () => {
  const ref = `loan-${makeDelivery().taskId}`
  const event = () => makeDelivery({ ref, refInUse: 'signal' })
  const id = refWorkflowId('loan-approved', ref)
  const first = event()
  const { runId } = await deliver(first, target)
  const early = event()
  await target.client.startTask({
    workflowType: 'deliveryRecord',
    workflowId: deliveryWorkflowId('loan-approved', early.taskId),
    requestId: early.requestId,
    reuse: 'REJECT_DUPLICATE',
    taskQueue: target.taskQueue,
    arg: {},
    memo: { outcome: 'signalled', runId },
    deadlineMs: 15_000,
  })
  await target.client.getHandle(id).signal('continue')
  const next = await waitFor('the next run', async () => {
    const run = await target.client.describeRun({ workflowId: id, deadlineMs: 15_000 })
    return run?.runId !== runId && run
  })
  // The one whose decision named the run before goes to the run that continued it.
  expect(await deliver(early, target)).toMatchObject({ kind: 'signalled', runId: next.runId })
  expect(await deliver(early, target)).toMatchObject({ kind: 'signalled', runId: next.runId })
  // The memo goes on with the run: the first event is still known as a repeat.
  expect(await deliver(first, target)).toMatchObject({ kind: 'task', runId: next.runId, repeat: true })
  const { events } = await target.client.getHandle(id, next.runId).fetchHistory()
  expect(events?.filter((entry) => entry.workflowExecutionSignaledEventAttributes)).toHaveLength(1)
})

test('the record of a signalled delivery ends at once and says where it went', async () => {
  const ref = `loan-${makeDelivery().taskId}`
  const { runId } = await deliver(makeDelivery({ ref }), target)
  const second = makeDelivery({ ref, refInUse: 'signal' })
  await deliver(second, target)
  const record = target.client.getHandle(deliveryWorkflowId('loan-approved', second.taskId))
  expect(await record.result()).toMatchObject({ taskId: second.taskId, outcome: 'signalled', runId })
  expect((await record.describe()).memo).toEqual({ outcome: 'signalled', runId })
})
