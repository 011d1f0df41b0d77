/** kill -9 of receiver and worker under load: what was acknowledged is completed, each exactly once. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judgeHistory } from '../helpers/invariants.ts'
import { sendLoad } from '../helpers/mambu-load.ts'
import { readOutcomes } from '../helpers/read-outcomes.ts'
import { createRecordingClient, type RecordingClient } from '../helpers/recording-client.ts'
import {
  type StackProcess,
  type StackProcesses,
  type StackReceiver,
  startStackProcesses,
} from '../helpers/stack-processes.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
const DELIVERIES = 240
let stack: StackProcesses
let worker: StackProcess
let receiver: StackReceiver
let client: RecordingClient
let path: string

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: temporalAddress(), namespace: 'faults' })
  client = createRecordingClient()
  worker = await stack.addWorker()
  path = await stack.openDirectUrl(PROCESS)
  receiver = await stack.addReceiver()
})

afterAll(async () => {
  client?.close()
  await stack?.stop()
})

test('receiver and worker are killed under load, the receiver twice', async () => {
  const load = sendLoad({
    client,
    process: PROCESS,
    urls: [receiver.url + path],
    deliveries: DELIVERIES,
    name: 'LNKILL',
  })
  const sent = (share: number) =>
    waitFor('enough was sent', () => client.sent.length >= DELIVERIES * share, 60_000)
  await sent(0.2)
  await receiver.end('SIGKILL')
  await receiver.start()
  await sent(0.5)
  await worker.end('SIGKILL')
  await sent(0.7)
  await receiver.end('SIGKILL')
  await Promise.all([receiver.start(), worker.start()])
  await load
  expect(client.sent.some(({ status }) => status === null)).toBe(true)
})

test('under load, SIGTERM lets the requests in flight finish and loses no acknowledged delivery', async () => {
  const before = client.sent.length
  const load = sendLoad({
    client,
    process: PROCESS,
    urls: [receiver.url + path],
    deliveries: 100,
    name: 'LNTERM',
  })
  await waitFor('the load runs', () => client.sent.length > before + 25, 60_000)
  const stopping = performance.now()
  const end = await receiver.end('SIGTERM')
  expect(end).toEqual({ code: 0, signal: null })
  expect(performance.now() - stopping).toBeLessThan(10_000)
  expect(receiver.log()).toMatch(/"left":\d+/)
  await receiver.start()
  await load
})

test('afterwards what was acknowledged is what was completed', async () => {
  const acknowledged = new Set(client.sent.flatMap(({ taskId }) => taskId ?? []))
  const count = async (status: string) =>
    (await stack.client.count(`WorkflowId STARTS_WITH '${PROCESS}/' AND ExecutionStatus = '${status}'`)).count
  await waitFor(
    'every task is completed',
    async () => (await count('Completed')) >= acknowledged.size && (await count('Running')) === 0,
    100_000,
  )
  expect((await receiver.end()).code).toBe(0)
  const outcomes = await readOutcomes(stack.client, PROCESS, acknowledged)
  expect(judgeHistory(client.sent, outcomes)).toEqual([])
  expect(outcomes.filter(({ status }) => status !== 'COMPLETED')).toEqual([])
})
