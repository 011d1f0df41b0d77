/** Changes of many tasks and entries over the admin API, on a real worker. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BulkView } from '../../src/bulk/bulk-view.ts'
import {
  MPO_NODE,
  MPO_PROCESS,
  MPO_TASK_ID,
  registerSearchAttributes,
} from '../../src/temporal/search-attributes.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { runTestWorker, type TestWorker } from '../workflows/run-worker.ts'
import { type OpenAdmin, openAdmin } from './open-admin.ts'

const NAMESPACE = 'task-bulk'
const QUEUE = 'task-bulk'

let admin: OpenAdmin
let worker: TestWorker
/** While true the card system is away. */
let isAway = true

beforeAll(async () => {
  admin = await openAdmin(NAMESPACE, QUEUE)
  await registerSearchAttributes(admin.parts.connection, NAMESPACE)
  worker = await runTestWorker({
    namespace: NAMESPACE,
    taskQueue: QUEUE,
    workflowsPath: fileURLToPath(new URL('./task-fixture.ts', import.meta.url)),
    activities: {
      async checkCard(card: string) {
        if (isAway) throw new Error('The card system is away')
        return `card ${card} is known`
      },
    },
  })
})
afterAll(async () => {
  await worker?.stop()
  await admin?.close()
})

async function start(card: string) {
  const task = makeTask('card-lost', { card }, null)
  const workflowId = `card-lost/t/${task.taskId}`
  await waitFor('search attributes', () =>
    admin.parts.client.workflow.start('cardLost', {
      workflowId,
      taskQueue: QUEUE,
      args: [task],
      typedSearchAttributes: [
        { key: MPO_PROCESS, value: 'card-lost' },
        { key: MPO_TASK_ID, value: task.taskId },
        { key: MPO_NODE, value: 'Start' },
      ],
    }),
  )
  return workflowId
}

const handleOf = (workflowId: string) => admin.parts.client.workflow.getHandle(workflowId)
const statusOf = async (workflowId: string) => (await handleOf(workflowId).describe()).status.name
const untilListed = (state: string, count: number) =>
  waitFor(`${count} are ${state}`, async () => {
    const { body } = await admin.call('viewer', 'GET', `/tasks/count?process=card-lost&state=${state}`)
    return (body as { tasks: number }).tasks === count
  })
const prepare = (action: object, filter: object, role: 'operator' | 'editor' = 'operator') =>
  admin.call(role, 'POST', '/bulks', {
    subject: 'tasks',
    filter: { process: 'card-lost', ...filter },
    action,
  })
const post = (id: string, what: 'start' | 'stop') => admin.call('operator', 'POST', `/bulks/${id}/${what}`)
const untilOver = (id: string) =>
  waitFor('it is over', async () => {
    const { body } = await admin.call('operator', 'GET', `/bulks/${id}`)
    return (body as BulkView).isOver && (body as BulkView)
  })

test('failed tasks are retried from where they failed: those that were previewed, each if it is still the same', async () => {
  const failed = await Promise.all(['C1', 'C2', 'C3', 'C4'].map(start))
  await untilListed('failed', 4)
  const { status, body } = await prepare(
    { do: 'retry', reason: 'the card system is back' },
    { state: 'failed' },
  )
  const bulk = body as BulkView
  expect([status, bulk]).toMatchObject([200, { state: 'prepared', total: 4, done: 0, by: 'api:operator' }])
  expect(bulk.first.map(({ id }) => id).sort()).toEqual([...failed].sort())
  expect(await Promise.all(failed.map(statusOf)), 'nothing is changed yet').toEqual(Array(4).fill('FAILED'))

  // One that fails afterwards was not previewed; one that was retried by hand meanwhile has another run
  const later = await start('C5')
  await untilListed('failed', 5)
  isAway = false
  const [byHand = ''] = failed
  const { runId } = await handleOf(byHand).describe()
  await admin.call('operator', 'POST', '/tasks/reset', { workflowId: byHand, runId, node: 'Check the card' })
  const { runId: resetRun } = await handleOf(byHand).describe()

  expect(await post(bulk.id, 'start')).toMatchObject({ status: 200, body: { total: 4 } })
  const over = await untilOver(bulk.id)
  expect(over).toMatchObject({
    state: 'done',
    done: 3,
    failed: 1,
    failures: [
      { id: byHand, code: 'task_refused', message: expect.stringContaining('Another run of it has come') },
    ],
  })
  expect((await handleOf(byHand).describe()).runId, 'the run that came since goes on').toBe(resetRun)
  expect(await statusOf(later)).toBe('FAILED')
  for (const workflowId of failed) expect(await statusOf(workflowId)).toBe('RUNNING')

  const report = await admin.call('operator', 'GET', `/bulks/${bulk.id}/report`)
  expect(report.headers.get('content-type')).toContain('text/csv')
  expect(report.text).toMatch(/^id,code,message\r\ncard-lost\/t\/[0-9a-f]{24},task_refused,.*\r\n$/)
  const lines = admin.logged.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(
    lines.findLast(({ path }) => path === '/bulks/{id}/start' || String(path).endsWith('/start')),
  ).toMatchObject({
    actor: 'api:operator',
    subject: { subject: 'tasks', action: 'retry', total: 4 },
  })
  // Started once, however often it is asked
  expect(await post(bulk.id, 'start')).toMatchObject({ body: { state: 'done', done: 3 } })
})

test('many are signalled, cancelled and run again', async () => {
  await untilListed('running', 4)
  const cancelled = (await prepare({ do: 'cancel' }, { state: 'running' })).body as BulkView
  await post(cancelled.id, 'start')
  expect(await untilOver(cancelled.id)).toMatchObject({ total: 4, done: 4, failed: 0 })
  await untilListed('canceled', 4)
  const again = (await prepare({ do: 'run-again' }, { state: 'canceled' })).body as BulkView
  await post(again.id, 'start')
  expect(await untilOver(again.id)).toMatchObject({ total: 4, done: 4 })
  await untilListed('running', 4)
  const signalled = (await prepare({ do: 'signal', name: 'note', payload: 'hello' }, { state: 'running' }))
    .body as BulkView
  await post(signalled.id, 'start')
  expect(await untilOver(signalled.id)).toMatchObject({ done: 4 })
})

test('only editors terminate many, and only who prepared it starts it', async () => {
  expect(await prepare({ do: 'terminate' }, { state: 'running' })).toMatchObject({
    status: 403,
    body: { error: { code: 'role_missing' } },
  })
  const { body } = await prepare({ do: 'terminate', reason: 'a test' }, { state: 'running' }, 'editor')
  const { id } = body as BulkView
  expect(await post(id, 'start')).toMatchObject({ status: 403 })
  expect(await admin.call('editor', 'POST', `/bulks/${id}/start`)).toMatchObject({ status: 200 })
  expect(await untilOver(id)).toMatchObject({ done: 4, failed: 0 })
  await untilListed('terminated', 4)
})

test('entries in quarantine go the same way', async () => {
  await admin.call('editor', 'POST', '/processes/card-lost/enable')
  for (const body of ['{', '[', '('])
    await admin.call('operator', 'POST', '/processes/card-lost/try', { body })
  await waitFor('they are listed', async () => {
    const { body } = await admin.call('viewer', 'GET', '/quarantine?process=card-lost')
    return (body as { entries: unknown[] }).entries.length === 3
  })
  const of = (action: object) =>
    admin.call('operator', 'POST', '/bulks', { subject: 'quarantine', process: 'card-lost', action })
  const [first, second] = await Promise.all([of({ do: 'discard', reason: 'a test' }), of({ do: 'resubmit' })])
  const { id } = first.body as BulkView
  await post(id, 'start')
  expect(await untilOver(id)).toMatchObject({ total: 3, done: 3, failed: 0 })
  // What was discarded since the preview is not there any more
  const { id: late } = second.body as BulkView
  await post(late, 'start')
  expect(await untilOver(late)).toMatchObject({
    total: 3,
    done: 0,
    failures: Array(3).fill(expect.objectContaining({ code: 'quarantine_closed' })),
  })
})

test('what is not there or not meant so is said', async () => {
  expect(await admin.call('operator', 'GET', `/bulks/${crypto.randomUUID()}`)).toMatchObject({
    status: 404,
    body: { error: { code: 'bulk_unknown' } },
  })
  expect(await prepare({ do: 'reset' }, {})).toMatchObject({
    status: 400,
    body: { error: { code: 'request_invalid' } },
  })
  expect(await prepare({ do: 'cancel' }, { stat: 'failed' })).toMatchObject({ status: 400 })
  const none = (await prepare({ do: 'cancel' }, { find: 'nobody-has-this' })).body as BulkView
  expect(none).toMatchObject({ total: 0, state: 'prepared' })
  expect((await post(none.id, 'stop')).body).toMatchObject({ state: 'stopped', isOver: true })
  expect((await post(none.id, 'start')).body).toMatchObject({ state: 'stopped', done: 0 })
})
