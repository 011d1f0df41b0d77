/** Alerts on how many tasks stand in a node, on the real server. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { MODIFY_SIGNAL } from '../../../src/process/callback-signal.ts'
import { ALERTS } from '../../../src/process/diagram/count-guard.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { makeTask } from '../make-task.ts'
import { type DiagramBank, openDiagramBank } from './open-bank.ts'

const PROCESS = '6022-crowds'
const WAIT = '5f0060220000000000000200'
const ASK = '5f0060220000000000000300'

let bank: DiagramBank
const held: ServerResponse[] = []
const slow = createServer((_, response) => held.push(response))
let slowUrl = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  slowUrl = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`
  bank = await openDiagramBank('diagrams-6')
})
afterAll(async () => {
  await bank?.stop()
  for (const response of held) response.end('{}')
  await new Promise((resolve) => slow.close(resolve))
})

let since = new Date().toISOString()
beforeEach(() => {
  since = new Date().toISOString()
})

const ENDS = ['Crowded', 'Calm again', 'Calls wait']

/** The alerts of this test so far, in the order in which they started. */
async function alerts(): Promise<string[]> {
  const titles: { at: number; title: string }[] = []
  const query = `MpoProcess = '${PROCESS}' AND ExecutionStatus = 'Completed' AND StartTime >= '${since}'`
  for await (const { workflowId, startTime } of bank.client.workflow.list({ query })) {
    const { node, data } = (await bank.client.workflow.getHandle(workflowId).result()) as {
      node: { title: string }
      data: Readonly<Record<string, unknown>>
    }
    if (ENDS.includes(node.title))
      titles.push({ at: startTime.getTime(), title: `${node.title} ${JSON.stringify(data)}` })
  }
  return titles.sort((a, b) => a.at - b.at).map(({ title }) => title)
}

const CROWDED = 'Crowded {"start":"true"}'
const CALM = 'Calm again {"start":"false"}'

async function openWaiting(ref: string) {
  const task = await bank.open(PROCESS, ref, { url: slowUrl })
  await bank.untilWaiting(task, 'Wait for the bank')
  return task
}

/** The one who counts has looked as often as it will. */
async function untilCounted(node: string): Promise<void> {
  await waitFor('nobody counts any more', async () => {
    const watch = bank.client.workflow.getHandle(`${ALERTS.prefix}${PROCESS}/${node}`)
    return (await watch.describe()).status.name === 'COMPLETED'
  })
}

test('one task starts when the number is reached, and one when it falls below; others go on as ever', async () => {
  const first = await openWaiting('A1')
  await untilCounted(WAIT)
  expect(await alerts()).toEqual([])
  const [second, third] = [await openWaiting('A2'), await openWaiting('A3')]
  await waitFor('the alert is on', async () => (await alerts()).length > 0)
  expect(await alerts()).toEqual([CROWDED])
  for (const task of [first, second]) await task.signal(MODIFY_SIGNAL, { url: '' })
  for (const task of [first, second]) expect(await task.result()).toMatchObject({ node: { title: 'Failed' } })
  await waitFor('the alert is off', async () => (await alerts()).includes(CALM))
  await untilCounted(WAIT)
  expect(await alerts()).toEqual([CROWDED, CALM])
  await third.terminate('test is over')
})

test('tasks in an API Call stand there; they have left when it is answered', async () => {
  const task = await openWaiting('B1')
  await task.signal(MODIFY_SIGNAL, { called: true })
  await waitFor('the call is out', () => held.length > 0)
  await waitFor('the alert is on', async () => (await alerts()).length > 0)
  expect(await alerts()).toEqual(['Calls wait {"start":"true"}'])
  held.splice(0).map((response) => response.setHeader('content-type', 'application/json').end('{}'))
  expect(await task.result()).toMatchObject({ node: { title: 'Done' } })
  await waitFor('the alert is off', async () => (await alerts()).length > 1)
  await untilCounted(ASK)
  expect(await alerts()).toEqual(['Calls wait {"start":"true"}', 'Calls wait {"start":"false"}'])
})

test('terminated tasks stand nowhere: the alert goes off within a minute or so', async () => {
  const tasks = [await openWaiting('C1'), await openWaiting('C2')]
  await waitFor('the alert is on', async () => (await alerts()).length > 0)
  for (const task of tasks) await task.terminate('by the test')
  await waitFor('the alert is off', async () => (await alerts()).length > 1, 110_000)
  expect(await alerts()).toEqual([CROWDED, CALM])
}, 150_000)

test('a process without a Start, imported in spite of it, fails its tasks and says so', async () => {
  const sent = await bank.send('6023-begins-nowhere', {})
  await expect(bank.resultOf('6023-begins-nowhere', sent)).rejects.toMatchObject({
    cause: { type: 'node_missing', message: expect.stringContaining('6023-begins-nowhere has no Start') },
  })
})

test('a task that is to begin at a node that is not there fails, and says so', async () => {
  const args = [{ ...makeTask(PROCESS, {}), begins: 'nowhere' }]
  const run = bank.client.workflow.execute(PROCESS, {
    workflowId: `${PROCESS}/t/begins-nowhere`,
    taskQueue: bank.taskQueue,
    args,
  })
  await expect(run).rejects.toMatchObject({
    cause: { type: 'node_missing', message: expect.stringContaining('the node nowhere') },
  })
})
