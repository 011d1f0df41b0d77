/** What a client reads and acts on was made for what it asked: results, and answers to queries and Updates. */
import { randomUUID } from 'node:crypto'
import { WorkflowUpdateFailedError } from '@temporalio/client'
import type proto from '@temporalio/proto'
import type { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awaitTaskReply } from '../../src/forwarder/await-task-reply.ts'
import { followRecord } from '../../src/forwarder/follow-record.ts'
import { believeResult, believeUpdate } from '../../src/temporal/codec/answers.ts'
import { createDataConverter } from '../../src/temporal/codec/create-data-converter.ts'
import { StartClient } from '../../src/temporal/start-client.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { makeTask } from '../workflows/make-task.ts'
import {
  answerQuery,
  answerUpdate,
  answerWorkflowTask,
  completeWorkflow,
  inClear,
  readEvents,
  startRaw,
} from './attack-payloads.ts'
import { NAMESPACE, openWalls, type Walls } from './open-walls.ts'

type IPayload = proto.temporal.api.common.v1.IPayload

let walls: Walls
let worker: Worker
let running: Promise<void>
let receiver: StartClient

beforeAll(async () => {
  walls = await openWalls()
  receiver = new StartClient({
    connection: walls.client.connection,
    namespace: NAMESPACE,
    dataConverter: createDataConverter({ keys: walls.keys, configured: true }),
  })
  await startWorker()
})

afterAll(async () => {
  await stopWorker()
  await walls.close()
}, 30_000)

async function startWorker(): Promise<void> {
  worker = await walls.createWorker()
  running = worker.run()
}

async function stopWorker(): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown()
  await running
}

const newId = () => `walls-${randomUUID()}`
const REFUSED = { code: 'payload_unsealed' }

/** A run of this id that a worker of somebody else completes. */
async function completedByAttacker(workflowId: string, result: IPayload): Promise<string> {
  const queue = newId()
  await startRaw(walls.attacker, queue, 'anything', workflowId, [])
  await answerWorkflowTask(walls.attacker, queue, [completeWorkflow(result)])
  return (await walls.attacker.workflow.getHandle(workflowId).describe()).runId
}

async function recordedResult(workflowId: string): Promise<IPayload> {
  const close = (await readEvents(walls.attacker, workflowId)).at(-1)
  return close?.workflowExecutionCompletedEventAttributes?.result?.payloads?.[0] ?? {}
}

test('a result counts if the run that is asked made it: none in clear, none of an earlier run of the same id', async () => {
  const { client, taskQueue } = walls
  const workflowId = newId()
  const honest = await client.workflow.start('answersParent', { workflowId, taskQueue, args: ['honest'] })
  const resultOf = (runId: string | null) =>
    believeResult(client.workflow, runId, () => client.workflow.result(workflowId, runId ?? undefined))
  const { firstExecutionRunId } = honest
  expect(await resultOf(firstExecutionRunId)).toBe('honest answered')
  expect(await resultOf(null)).toBe('honest answered')
  const recorded = await recordedResult(workflowId)
  await expect(resultOf(await completedByAttacker(workflowId, recorded))).rejects.toMatchObject(REFUSED)
  const inClearId = await completedByAttacker(workflowId, inClear('honest answered'))
  await expect(resultOf(inClearId)).rejects.toMatchObject(REFUSED)
  await expect(resultOf(null)).rejects.toMatchObject(REFUSED)
  expect(await resultOf(firstExecutionRunId)).toBe('honest answered')
}, 60_000)

test('a receiver gives no caller a reply that somebody else made, and follows no record that he completed', async () => {
  const delivery = makeDelivery()
  const workflowId = `loan-approved/t/${delivery.taskId}`
  const replied = { status: 200, contentType: 'text/plain', body: 'paid', taskId: delivery.taskId }
  const runId = await completedByAttacker(workflowId, inClear({ replied }))
  for (const run of [runId, null]) {
    const outcome = { kind: 'task', workflowId, runId: run, repeat: true } as const
    expect(await awaitTaskReply(receiver, delivery, outcome, Date.now() + 20_000)).toBe(null)
  }
  const record = `loan-approved/d/${delivery.taskId}`
  const decided = await completedByAttacker(record, inClear({ kind: 'task', workflowId, runId }))
  const followed = followRecord(receiver, { workflowId: record, runId: decided, deadlineMs: 20_000 })
  await expect(followed).rejects.toMatchObject(REFUSED)
}, 60_000)

test('a receiver hears what a task says that honestly ends, while it runs and later', async () => {
  const task = makeTask('waits-at-nodes', null)
  const workflowId = newId()
  const { client, taskQueue } = walls
  const handle = await client.workflow.start('waitsAtNodes', { workflowId, taskQueue, args: [task] })
  const delivery = { ...makeDelivery(), taskId: task.taskId }
  const outcome = { kind: 'task', workflowId, runId: handle.firstExecutionRunId, repeat: false } as const
  const ask = () => awaitTaskReply(receiver, delivery, outcome, Date.now() + 30_000)
  const asked = ask()
  for (const signal of ['own', 'open', 'callback']) await handle.signal(signal, signal)
  expect(await asked).toBe('ended')
  expect(await handle.result()).toEqual(['own', 'open', 'callback'])
  expect(await ask()).toBe('ended')
}, 60_000)

test('an answer to a query is one to this question: none in clear, and none of an earlier one', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const handle = await client.workflow.start('countsSignals', { workflowId, taskQueue })
  await handle.signal('add', 'honest')
  expect(await handle.query('got')).toEqual(['honest'])
  const execution = { workflowId, runId: handle.firstExecutionRunId }
  // The bare command may ask; what it gets is sealed
  const asked = await attacker.workflowService.queryWorkflow({
    namespace: NAMESPACE,
    execution,
    query: { queryType: 'got' },
  })
  const recorded = asked.queryResult?.payloads?.[0] ?? {}
  expect(Buffer.from(recorded.metadata?.encoding ?? []).toString()).toBe('binary/encrypted')
  await stopWorker()
  for (const answer of [inClear(['mallory']), recorded]) {
    const question = client.withDeadline(Date.now() + 30_000, () => handle.query('got'))
    const [seen] = await Promise.allSettled([question, answerQuery(attacker, taskQueue, answer)])
    expect(seen).toMatchObject({ status: 'rejected', reason: REFUSED })
  }
  await startWorker()
  expect(await handle.query('got')).toEqual(['honest'])
}, 90_000)

test('an answer or a refusal of an Update is one of this Update', async () => {
  const { client, attacker, taskQueue } = walls
  const workflowId = newId()
  const handle = await client.workflow.start('countsSignals', { workflowId, taskQueue })
  const put = (text: string) =>
    believeUpdate(client.workflow, () => handle.executeUpdate<number, [string]>('put', { args: [text] }))
  expect(await put('one')).toBe(1)
  const refuse = believeUpdate(client.workflow, () =>
    handle.executeUpdate<number, [string]>('refuses', { args: ['no'] }),
  )
  await expect(refuse).rejects.toBeInstanceOf(WorkflowUpdateFailedError)
  const answered = (await readEvents(attacker, workflowId)).flatMap(
    (event) => event.workflowExecutionUpdateCompletedEventAttributes?.outcome ?? [],
  )
  const [recorded, refused] = answered
  expect(answered).toHaveLength(2)
  await stopWorker()
  const failure = { message: 'no', applicationFailureInfo: { type: 'queue_full', nonRetryable: true } }
  const moved = { ...refused?.failure, applicationFailureInfo: failure.applicationFailureInfo }
  for (const outcome of [
    { success: { payloads: [inClear(7)] } },
    recorded,
    { failure },
    { failure: moved },
  ]) {
    const sent = client.withDeadline(Date.now() + 30_000, () => put('two'))
    const [seen] = await Promise.allSettled([sent, answerUpdate(attacker, taskQueue, outcome ?? {})])
    expect(seen).toMatchObject({ status: 'rejected', reason: REFUSED })
  }
  expect(refused?.failure?.applicationFailureInfo).toMatchObject({ type: 'Refused' })
  await attacker.workflow.getHandle(workflowId).terminate()
  await startWorker()
}, 120_000)
