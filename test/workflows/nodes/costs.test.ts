/** What a process with one node costs: history events and billable Actions, counted from real histories. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnsweringServer, answerJson, startAnsweringServer } from '../../activities/answering-server.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { countActions } from './count-actions.ts'
import { type Engine, openEngine } from './open-engine.ts'

let engine: Engine
let shared: Engine
let server: AnsweringServer

beforeAll(async () => {
  server = await startAnsweringServer((_request, response) => answerJson(response, {}))
  engine = await openEngine('costs', { workflows: './calls-fixture.ts' })
  shared = await openEngine('costs-shared', { workflows: './costs-fixture.ts' })
})
afterAll(async () => {
  await engine?.stop()
  await shared?.stop()
  await server?.stop()
})

async function costOf(process: string, data: unknown, on = engine, signal?: string) {
  const handle = await on.start(process, data)
  if (signal !== undefined) {
    await waitFor('its timer', async () =>
      (await handle.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes),
    )
    await handle.signal(signal, 1)
  }
  await handle.result()
  const history = await handle.fetchHistory()
  return { actions: countActions(history), events: history.events?.length }
}

test('a process with one API call costs 2 Actions and 11 events', async () => {
  expect(await costOf('calls-api', { url: server.url, allowPrivate: true })).toEqual({
    actions: 2,
    events: 11,
  })
})

test('calling a process costs 3 Actions; by an alias one more', async () => {
  expect((await costOf('calls-process', { process: 'doubles', n: 1 })).actions).toBe(3)
  expect((await costOf('calls-process', { process: '@double', n: 1 })).actions).toBe(4)
})

test('copying a task costs 4 Actions, modifying one 3', async () => {
  expect((await costOf('copies', { process: 'doubles', data: 1 })).actions).toBe(4)
  const waiting = await engine.start('waits', null)
  const data = { process: 'waits', which: { taskId: waiting.taskId }, data: 1 }
  expect((await costOf('modifies', data)).actions).toBe(3)
})

/** What the operations of `work` add to the long-running workflow of a name, which starts with the first of them. */
async function costOfShared(workflowId: string, work: () => Promise<unknown>): Promise<number> {
  const handle = shared.client.workflow.getHandle(workflowId)
  const before = await handle.fetchHistory().then(countActions, () => 0)
  await work()
  return countActions(await handle.fetchHistory()) - before
}

/** Actions of a task with one node, start included, and of what it reaches. */
async function costsOfShared(process: string, data: unknown, workflowId: string) {
  let task = 0
  const there = await costOfShared(workflowId, async () => {
    task = (await costOf(process, data, shared)).actions
  })
  return { task, there }
}

test('adding to a sum costs 2 Actions beside the start, one here and one there; a new name one more, once', async () => {
  const name = `fees-${randomUUID()}`
  const add = () => costsOfShared('adds-once', { name }, `startnode-sum/${name}`)
  expect(await add()).toEqual({ task: 2, there: 2 })
  expect(await add()).toEqual({ task: 2, there: 1 })
  expect((await costOf('reads-sum', { name }, shared)).actions).toBe(2)
})

test('putting into a queue costs 2 Actions beside the start, taking out too', async () => {
  const name = `cases-${randomUUID()}`
  const id = `startnode-queue/${name}`
  expect(await costsOfShared('puts-items', { name, items: [1] }, id)).toEqual({ task: 2, there: 2 })
  expect(await costsOfShared('takes-items', { name }, id)).toEqual({ task: 2, there: 1 })
  expect(await costsOfShared('takes-items', { name }, id)).toEqual({ task: 2, there: 1 })
})

test('waiting for a queue costs what its page says', async () => {
  const name = `late-${randomUUID()}`
  const id = `startnode-queue/${name}`
  let task = 0
  const there = await costOfShared(id, async () => {
    const taker = await shared.start('takes-items', { name, waitMs: 60_000 })
    await waitFor('it waits', async () =>
      (await taker.fetchHistory()).events?.some((event) => event.timerStartedEventAttributes),
    )
    await (await shared.start('puts-items', { name, items: [1] })).result()
    await taker.result()
    task = countActions(await taker.fetchHistory())
  })
  expect({ task, there }).toEqual({ task: 6, there: 4 })
})

test('setting a state costs 2 Actions beside the start, reading it one', async () => {
  const key = { process: 'customer', ref: randomUUID() }
  const id = `startnode-state/${key.process}/${key.ref}`
  expect(await costsOfShared('sets-once', key, id)).toEqual({ task: 2, there: 2 })
  expect(await costsOfShared('sets-once', key, id)).toEqual({ task: 2, there: 1 })
  expect(await costsOfShared('reads-state', key, id)).toEqual({ task: 2, there: 0 })
})

test('waiting for a callback costs 5 Actions with its signal, a delay 4, one that is over none but the start', async () => {
  expect((await costOf('waits', null, engine, 'callback')).actions).toBe(5)
  expect((await costOf('delays', 20)).actions).toBe(4)
  expect((await costOf('delays', '2020-01-01')).actions).toBe(1)
})

test('a plain node and a reply cost nothing; waiting for a signal 3 Actions, 4 with a time-out', async () => {
  expect((await costOf('replies-once', null, shared)).actions).toBe(1)
  expect((await costOf('waits-for-word', { timeoutMs: 60_000 }, shared, 'word')).actions).toBe(5)
  const endless = await shared.start('waits-for-word', {})
  await endless.signal('word', 1)
  await endless.result()
  expect(countActions(await endless.fetchHistory())).toBe(4)
})

test('continuing as new costs one Action, the start of the next run, and begins with few events', async () => {
  const first = await shared.start('continues-once', null)
  await first.result()
  const last = await shared.client.workflow.getHandle(first.workflowId).fetchHistory()
  const before = await shared.client.workflow.getHandle(first.workflowId, first.firstRunId).fetchHistory()
  expect([countActions(before), countActions(last)]).toEqual([1, 1])
  expect([before.events?.length, last.events?.length]).toEqual([5, 5])
})

test('history events of a task with one node, start and end included, are no more than this', async () => {
  const name = `events-${randomUUID()}`
  const waiting = await engine.start('waits', null)
  const key = { process: 'customer', ref: randomUUID() }
  const api = { url: server.url, allowPrivate: true }
  const most = {
    apiCall: [11, costOf('calls-api', api)],
    callProcess: [17, costOf('calls-process', { process: 'doubles', n: 1 })],
    copyTask: [12, costOf('copies', { process: 'doubles', data: 1 })],
    modifyTask: [11, costOf('modifies', { process: 'waits', which: { taskId: waiting.taskId }, data: 1 })],
    waitForCallback: [13, costOf('waits', null, engine, 'callback')],
    delay: [12, costOf('delays', 20)],
    sum: [11, costOf('adds-once', { name }, shared)],
    readSum: [11, costOf('reads-sum', { name }, shared)],
    queue: [11, costOf('puts-items', { name, items: [1] }, shared)],
    setState: [11, costOf('sets-once', key, shared)],
    readState: [11, costOf('reads-state', key, shared)],
    waitForSignal: [13, costOf('waits-for-word', { timeoutMs: 60_000 }, shared, 'word')],
    nodeAndReply: [5, costOf('replies-once', null, shared)],
  } as const
  const found: Record<string, number | undefined> = {}
  for (const [node, [bound, cost]] of Object.entries(most)) {
    const { events = 0 } = await cost
    if (events > bound) found[node] = events
  }
  expect(found).toEqual({})
})
