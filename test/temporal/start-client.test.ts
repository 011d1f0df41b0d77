import { randomUUID } from 'node:crypto'
import { Connection, WorkflowExecutionAlreadyStartedError } from '@temporalio/client'
import { expect, test } from 'vitest'
import { TemporalRefusedError } from '../../src/errors/temporal-errors.ts'
import { grpcFailureOf } from '../../src/temporal/grpc-failure.ts'
import { StartClient, type TaskStart } from '../../src/temporal/start-client.ts'
import { useTarget } from '../forwarder/open-target.ts'

const target = useTarget('inbox')

function makeStart(more: Partial<TaskStart> = {}): TaskStart {
  return {
    workflowType: 'loanApproved',
    workflowId: `start-client/${randomUUID()}`,
    requestId: randomUUID(),
    reuse: 'REJECT_DUPLICATE',
    taskQueue: target.taskQueue,
    arg: { hello: 'world' },
    deadlineMs: 15_000,
    ...more,
  }
}

test('the request id reaches the server: the same request gives the same run, running and closed', async () => {
  const start = makeStart()
  const { runId } = await target.client.startTask(start)
  expect((await target.client.startTask(start)).runId).toBe(runId)
  const history = await target.client.getHandle(start.workflowId).fetchHistory()
  expect(history.events).toHaveLength(2)
  await target.client.getHandle(start.workflowId).terminate()
  expect((await target.client.startTask(start)).runId).toBe(runId)
})

test('fifty identical starts at once give one run', async () => {
  const start = makeStart()
  const runs = await Promise.all(Array.from({ length: 50 }, () => target.client.startTask(start)))
  expect(new Set(runs.map(({ runId }) => runId)).size).toBe(1)
})

test('another request for the same workflow id is refused, also after it closed', async () => {
  const start = makeStart()
  await target.client.startTask(start)
  const other = { ...start, requestId: randomUUID() }
  await expect(target.client.startTask(other)).rejects.toThrow(WorkflowExecutionAlreadyStartedError)
  await target.client.getHandle(start.workflowId).terminate()
  await expect(target.client.startTask(other)).rejects.toThrow(WorkflowExecutionAlreadyStartedError)
  const next = await target.client.startTask({ ...other, reuse: 'ALLOW_DUPLICATE' })
  const latest = await target.client.describeRun({ workflowId: start.workflowId, deadlineMs: 15_000 })
  expect(latest).toMatchObject({ runId: next.runId, open: true })
})

test('a signal sent again under its request id is delivered once', async () => {
  const start = makeStart()
  const { runId } = await target.client.startTask(start)
  const at = { workflowId: start.workflowId, runId, signal: 'delivery', deadlineMs: 15_000 }
  const signal = { ...at, arg: { taskId: 'a' }, requestId: randomUUID() }
  expect(await Promise.all([1, 2, 3].map(() => target.client.signalRun(signal)))).toEqual([true, true, true])
  const { events } = await target.client.getHandle(start.workflowId).fetchHistory()
  expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(1)
})

test('a closed run takes no signal, an unknown one has no state', async () => {
  const start = makeStart()
  const { runId } = await target.client.startTask(start)
  await target.client.getHandle(start.workflowId).terminate()
  const signal = { workflowId: start.workflowId, runId, signal: 'delivery', arg: 1, requestId: 'r' }
  expect(await target.client.signalRun({ ...signal, deadlineMs: 15_000 })).toBe(false)
  expect(await target.client.describeRun({ workflowId: 'nobody', deadlineMs: 15_000 })).toBeNull()
})

test('an argument no server would read is refused at once, not retried', async () => {
  const start = makeStart({ arg: 'x'.repeat(5_000_000) })
  await expect(target.client.startTask(start)).rejects.toThrow(TemporalRefusedError)
})

test('a namespace that does not exist is an error, not an unknown run', async () => {
  const client = new StartClient({ connection: target.client.connection, namespace: 'nowhere' })
  const nobody = { workflowId: 'w', runId: randomUUID(), deadlineMs: 15_000 }
  for (const call of [
    () => client.describeRun(nobody),
    () => client.startTask(makeStart()),
    () => client.signalRun({ ...nobody, signal: 's', arg: 1, requestId: 'r' }),
  ]) {
    const failure = grpcFailureOf(await call().catch((error: unknown) => error))
    expect(failure).toMatchObject({ code: 'NOT_FOUND', details: expect.stringMatching(/namespace/i) })
  }
})

test('against a dead server a start ends at its deadline', async () => {
  const connection = Connection.lazy({ address: '127.0.0.1:1' })
  const client = new StartClient({ connection, namespace: 'inbox' })
  const begun = performance.now()
  await expect(client.startTask(makeStart({ deadlineMs: 300 }))).rejects.toThrow()
  expect(performance.now() - begun).toBeLessThan(5_000)
})
