/** Acceptance never waits for Temporal: it stops, 600 deliveries come, and it finds 600 tasks to start when it is back. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { forEachAtOnce } from '../helpers/for-each-at-once.ts'
import { judgeHistory } from '../helpers/invariants.ts'
import { loanBody } from '../helpers/loan-body.ts'
import { readOutcomes } from '../helpers/read-outcomes.ts'
import { createRecordingClient, type RecordingClient } from '../helpers/recording-client.ts'
import { type StackProcesses, type StackReceiver, startStackProcesses } from '../helpers/stack-processes.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'loan-approved'
/** More than the forwarder loads at once. */
const DELIVERIES = 600
let stack: StackProcesses
let receiver: StackReceiver
let client: RecordingClient
let url: string

beforeAll(async () => {
  stack = await startStackProcesses({ temporal: 'own' })
  client = createRecordingClient()
  const worker = await stack.addWorker()
  const path = await stack.openDirectUrl(PROCESS)
  receiver = await stack.addReceiver()
  url = receiver.url + path
  await worker.end()
  await stack.temporal.end()
})

afterAll(async () => {
  client?.close()
  await stack?.stop()
})

test('600 deliveries are accepted while Temporal is stopped', async () => {
  const numbers = Array.from({ length: DELIVERIES }, (_, index) => index)
  await forEachAtOnce(numbers, 50, async (index) => {
    const ref = `LN-${index}`
    await client.send({ process: PROCESS, url, body: loanBody(ref), key: `key-${index}`, ref })
  })
  expect(client.sent.filter(({ status }) => status !== 200)).toEqual([])
  const times = client.sent.map(({ durationMs }) => durationMs).sort((a, b) => a - b)
  console.log(`accepted without Temporal: p99 ${times[Math.floor(times.length * 0.99)]?.toFixed(1)} ms`)
})

test('a receiver told to stop then ends within 10 s and says how many are left', async () => {
  const before = performance.now()
  expect((await receiver.end()).code).toBe(0)
  expect(performance.now() - before).toBeLessThan(10_000)
  expect(receiver.log()).toContain(`"left":${DELIVERIES}`)
})

test('it starts again without Temporal, from the settings it kept, and takes more', async () => {
  await receiver.start()
  const one = await client.send({
    ...{ process: PROCESS, url },
    ...{ body: loanBody('LN-MORE'), key: 'more', ref: 'LN-MORE' },
  })
  expect(one.status).toBe(200)
})

test('when Temporal is back, every one of them becomes its task', async () => {
  await stack.temporal.start()
  const acknowledged = new Set(client.sent.map(({ taskId }) => taskId as string))
  expect(acknowledged.size).toBe(DELIVERIES + 1)
  await waitFor(
    'all tasks are started',
    async () => (await stack.client.count(`WorkflowId STARTS_WITH '${PROCESS}/'`)).count >= acknowledged.size,
    120_000,
  )
  const outcomes = await readOutcomes(stack.client, PROCESS, acknowledged)
  expect(judgeHistory(client.sent, outcomes)).toEqual([])
  expect(outcomes.filter(({ kind }) => kind === 'task')).toHaveLength(acknowledged.size)
}, 150_000)
