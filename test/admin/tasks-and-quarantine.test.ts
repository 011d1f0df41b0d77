/** The page of a task and the quarantine, and what a person does there, on a real worker. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCallbackUrl, parseCallbackUrl } from '../../src/direct-url/callback-url.ts'
import type { TaskPage } from '../../src/tasks/page/task-page-view.ts'
import {
  MPO_NODE,
  MPO_PROCESS,
  MPO_REF,
  MPO_TASK_ID,
  registerSearchAttributes,
} from '../../src/temporal/search-attributes.ts'
import { KEYS } from '../helpers/open-settings.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeTask } from '../workflows/make-task.ts'
import { runTestWorker, type TestWorker } from '../workflows/run-worker.ts'
import { EXAMPLE, type OpenAdmin, openAdmin } from './open-admin.ts'

const NAMESPACE = 'admin-5'
const WORKFLOWS = fileURLToPath(new URL('./task-fixture.ts', import.meta.url))

let admin: OpenAdmin
let worker: TestWorker | null = null

async function stopWorker(): Promise<void> {
  const running = worker
  worker = null
  await running?.stop()
}

beforeAll(async () => {
  admin = await openAdmin(NAMESPACE, 'task-page')
  await registerSearchAttributes(admin.parts.connection, NAMESPACE)
  const tried = new Set<string>()
  worker = await runTestWorker({
    namespace: NAMESPACE,
    taskQueue: 'task-page',
    workflowsPath: WORKFLOWS,
    activities: {
      async checkCard(card: string) {
        if (card === 'blocked') throw new Error('The card system is away')
        if (tried.has(card)) return `card ${card} is known`
        tried.add(card)
        throw new Error('The card system is away')
      },
    },
  })
})
afterAll(async () => {
  await stopWorker()
  await admin?.close()
})

async function start(ref: string | null, card = 'C1') {
  const task = makeTask('card-lost', { card }, ref)
  const workflowId = ref === null ? `card-lost/t/${task.taskId}` : `card-lost/r/${ref}`
  const handle = await waitFor('search attributes', () =>
    admin.parts.client.workflow.start('cardLost', {
      workflowId,
      taskQueue: 'task-page',
      args: [task],
      memo: ref === null ? {} : { first: task.taskId },
      typedSearchAttributes: [
        { key: MPO_PROCESS, value: 'card-lost' },
        { key: MPO_TASK_ID, value: task.taskId },
        { key: MPO_NODE, value: 'Start' },
        ...(ref === null ? [] : [{ key: MPO_REF, value: ref }]),
      ],
    }),
  )
  return { task, workflowId, runId: handle.firstExecutionRunId }
}

async function page(
  workflowId: string,
  runId: string,
  role: 'viewer' | 'operator' = 'operator',
): Promise<TaskPage> {
  const query = `workflowId=${encodeURIComponent(workflowId)}&runId=${runId}`
  const { status, body } = await admin.call(role, 'GET', `/tasks/one?${query}`)
  expect([status, body]).toEqual([200, expect.anything()])
  return body as TaskPage
}

function waitsAt(workflowId: string, runId: string, node: string): Promise<TaskPage> {
  return waitFor(`it waits at '${node}'`, async () => {
    const shown = await page(workflowId, runId)
    // What is pending was read a moment before what it waits for.
    return shown.pending.length === 0 && shown.waitingFor.some((one) => one.node === node) && shown
  })
}

const act = (role: 'viewer' | 'operator' | 'editor', action: string, body: object) =>
  admin.call(role, 'POST', `/tasks/${action}`, body)

async function endOf(workflowId: string, runId: string): Promise<TaskPage> {
  return waitFor('its end', async () => {
    const shown = await page(workflowId, runId)
    return !shown.open && shown
  })
}

test('a task is shown with its data, tries, what it waits for and how to release it', async () => {
  const { task, workflowId, runId } = await start(null)
  const shown = await waitsAt(workflowId, runId, 'Wait for the courier')
  expect(shown).toMatchObject({
    workflowId,
    runId,
    firstRunId: runId,
    process: 'card-lost',
    taskId: task.taskId,
    status: 'RUNNING',
    open: true,
    test: false,
    input: { card: 'C1' },
    delivery: { key: task.delivery.key, format: 'json' },
    result: null,
    failure: null,
    traceFrom: 'worker',
    diagram: { edges: expect.arrayContaining([{ from: 'start', to: 'node:Check the card', count: 1 }]) },
    pending: [],
    stuck: null,
    commands: {
      show: `temporal workflow show --namespace ${NAMESPACE} --workflow-id ${workflowId} --run-id ${runId}`,
    },
  })
  expect(shown.trace).toMatchObject([
    { node: 'Check the card', state: 'passed', attempts: 2, error: 'The card system is away' },
    { node: 'Wait for the courier', state: 'waiting', attempts: 1, durationMs: null },
  ])
  expect(shown.webUiUrl).toContain(runId)
  const [waiting] = shown.waitingFor
  expect(waiting).toMatchObject({ kind: 'callback', until: expect.stringMatching(/Z$/) })
  const url = parseCallbackUrl(new URL(waiting?.callbackUrl ?? '').pathname)
  expect(url && openCallbackUrl(KEYS, url)).toMatchObject({
    workflowId,
    firstRunId: runId,
    node: 'Wait for the courier',
  })
  // The same at every look, and not for who only looks.
  expect((await page(workflowId, runId)).waitingFor[0]?.callbackUrl).toBe(waiting?.callbackUrl)
  expect((await page(workflowId, runId, 'viewer')).waitingFor[0]?.callbackUrl).toBe(null)

  expect(
    await act('operator', 'modify', { process: 'card-lost', refOrId: task.taskId, data: { name: 'Ann' } }),
  ).toMatchObject({
    status: 200,
    body: { workflowId, command: expect.stringContaining('--name modify') },
  })
  const next = await waitsAt(workflowId, runId, 'Wait for the clerk')
  expect(next.waitingFor).toMatchObject([{ kind: 'signal', signal: 'delivered', callbackUrl: null }])
  expect(next.commands.signal).toEqual([expect.stringContaining('--name delivered')])
  expect(
    await act('operator', 'signal', { workflowId, runId, name: 'delivered', payload: 'safely' }),
  ).toMatchObject({
    status: 200,
  })
  const ended = await endOf(workflowId, runId)
  expect(ended).toMatchObject({
    status: 'COMPLETED',
    result: { checked: 'card C1 is known', courier: { name: 'Ann' }, clerk: 'safely' },
    waitingFor: [],
    signals: [
      { name: 'modify', by: 'api:operator' },
      { name: 'delivered', by: 'api:operator' },
    ],
    activities: [{ node: 'Check the card', type: 'checkCard', state: 'passed', attempts: 2 }],
  })
})

test('a task that failed says why in plain words, goes back to a node, and runs again as a new task', async () => {
  const { workflowId, runId } = await start(null, 'blocked')
  const ended = await endOf(workflowId, runId)
  expect(ended).toMatchObject({ status: 'FAILED', failure: { message: 'The card system is away' } })
  expect(ended.trace).toMatchObject([{ node: 'Check the card', state: 'failed', attempts: 2 }])

  const again = await act('operator', 'run-again', { workflowId, runId })
  expect(again).toMatchObject({ status: 200, body: { taskId: expect.stringMatching(/^[0-9a-f]{24}$/) } })
  const made = again.body as { workflowId: string; runId: string; taskId: string }
  expect(made.workflowId).toBe(`card-lost/t/${made.taskId}`)
  expect(await endOf(made.workflowId, made.runId)).toMatchObject({
    input: { card: 'blocked' },
    taskId: made.taskId,
    links: { againOf: { workflowId, runId }, again: [] },
    memo: { againOf: { by: 'api:operator' } },
  })
  expect((await page(workflowId, runId)).links).toEqual({ againOf: null, again: [made] })

  const reset = await act('operator', 'reset', { workflowId, runId, node: 'Check the card' })
  expect(reset).toMatchObject({ status: 200, body: { command: expect.stringContaining('by api:operator') } })
  const { runId: newRun } = reset.body as { runId: string }
  expect(await endOf(workflowId, newRun)).toMatchObject({ firstRunId: runId, status: 'FAILED' })
  await waitFor('both runs', async () => (await page(workflowId, runId)).runs.length === 2)
})

test('a task with a ref runs again as a later run of the ref, and not while one is open', async () => {
  const { task, workflowId, runId } = await start('CARD-7')
  await waitsAt(workflowId, runId, 'Wait for the courier')
  expect(await act('operator', 'run-again', { workflowId, runId })).toMatchObject({
    status: 409,
    body: { error: { code: 'task_refused', message: expect.stringContaining('still open') } },
  })
  expect(await act('operator', 'cancel', { workflowId, runId })).toMatchObject({ status: 200 })
  expect(await endOf(workflowId, runId)).toMatchObject({ status: 'CANCELLED', ref: 'CARD-7' })
  const again = await act('operator', 'run-again', { workflowId, runId })
  const made = again.body as { workflowId: string; runId: string }
  expect(made.workflowId).toBe(workflowId)
  const shown = await waitsAt(workflowId, made.runId, 'Wait for the courier')
  expect(shown).toMatchObject({ ref: 'CARD-7', memo: { first: task.taskId }, links: { againOf: { runId } } })
  await waitFor('the link', async () => (await page(workflowId, runId)).links.again.length === 1)
  expect(await act('editor', 'terminate', { workflowId, runId: made.runId, reason: 'a test' })).toMatchObject(
    {
      status: 200,
    },
  )
  expect(await endOf(workflowId, made.runId)).toMatchObject({
    status: 'TERMINATED',
    endedBy: 'api:editor',
    failure: { message: 'Terminated: a test (by api:editor)' },
  })
})

test('each action asks for its role, and what is no task is refused', async () => {
  const run = { workflowId: 'card-lost/t/none', runId: crypto.randomUUID() }
  for (const action of ['signal', 'cancel', 'reset', 'run-again']) {
    const more = action === 'signal' ? { name: 'x' } : action === 'reset' ? { node: 'x' } : {}
    expect([action, (await act('viewer', action, { ...run, ...more })).status]).toEqual([action, 403])
    expect(await act('operator', action, { ...run, ...more })).toMatchObject({
      status: 409,
      body: { error: { code: 'task_refused' } },
    })
  }
  expect((await act('operator', 'terminate', run)).status).toBe(403)
  expect(
    await act('operator', 'modify', { process: 'card-lost', refOrId: 'nobody', data: {} }),
  ).toMatchObject({
    status: 404,
  })
  expect(await admin.call('viewer', 'GET', `/tasks/one?workflowId=nothing`)).toMatchObject({ status: 404 })
  expect(await act('operator', 'terminate', { workflowId: 'x', runId: 'y' })).toMatchObject({ status: 403 })
})

test('settings, queues and whatever else runs in the namespace are neither shown nor touched as tasks', async () => {
  const { client } = admin.parts
  const other = await client.workflow.start('cardLost', {
    workflowId: 'of-another-team',
    taskQueue: 'nobody-takes-it',
    args: [makeTask('card-lost', { card: 'C1' })],
    memo: { theirs: 'canary memo' },
  })
  for (const workflowId of ['startnode-settings', other.workflowId]) {
    const { runId } = await client.workflow.getHandle(workflowId).describe()
    expect(await admin.call('editor', 'GET', `/tasks/one?workflowId=${workflowId}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'task_unknown' } },
    })
    for (const [action, more] of [
      ['signal', { name: 'x' }],
      ['cancel', {}],
      ['terminate', {}],
      ['reset', { node: 'x' }],
      ['run-again', {}],
    ] as const) {
      const answered = await act('editor', action, { workflowId, runId, ...more })
      expect([action, answered.status, answered.body]).toMatchObject([
        action,
        409,
        { error: { code: 'task_refused' } },
      ])
    }
  }
  expect((await other.describe()).status.name).toBe('RUNNING')
  await other.terminate()
})

test('a URL that stands in the data of a task opens nothing for those who may not see it', async () => {
  const signature = 'a1'.repeat(20)
  const callback = `https://hooks.example.com/api/1/json/callback/WyJsb2Fu-_/${signature}`
  const direct = `https://hooks.example.com/api/2/json/public/@loans/${signature}`
  const { workflowId, runId } = await start(null, `${callback} ${direct}`)
  const shownTo = async (role: 'viewer' | 'operator' | 'editor') =>
    ((await admin.call(role, 'GET', `/tasks/one?workflowId=${workflowId}`)).body as TaskPage).input
  const masked = (url: string) => url.replace(signature, '********')
  expect(await shownTo('viewer')).toEqual({ card: `${masked(callback)} ${masked(direct)}` })
  expect(await shownTo('operator')).toEqual({ card: `${callback} ${masked(direct)}` })
  expect(await shownTo('editor')).toEqual({ card: `${callback} ${direct}` })
  await act('editor', 'terminate', { workflowId, runId })
})

test('what Temporal can not look for is refused before it is asked', async () => {
  for (const path of ['/tasks?node=%00', '/tasks?process=a%0Ab', '/tasks/one?workflowId=card-lost/t/%00'])
    expect([path, (await admin.call('viewer', 'GET', path)).status]).toEqual([path, 400])
})

test('the log says who did what to which task, and carries no data', async () => {
  const { workflowId, runId } = await start(null, 'C3')
  await waitsAt(workflowId, runId, 'Wait for the courier')
  await act('operator', 'signal', { workflowId, runId, name: 'delivered', payload: 'canary payload' })
  await act('viewer', 'cancel', { workflowId, runId })
  const lines = admin.logged.map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines.findLast(({ path }) => path === '/tasks/signal')).toMatchObject({
    msg: 'admin request done',
    actor: 'api:operator',
    subject: { workflowId, runId, name: 'delivered' },
  })
  expect(lines.findLast(({ path }) => path === '/tasks/cancel')).toMatchObject({
    msg: 'admin request refused',
    code: 'role_missing',
    actor: 'api:viewer',
  })
  expect(admin.logged.join()).not.toContain('canary')
})

test('the diagram has the ways that tasks went, and who stands where', async () => {
  const { workflowId, runId } = await start(null, 'C2')
  await waitsAt(workflowId, runId, 'Wait for the courier')
  const drawn = await waitFor('visibility', async () => {
    const { status, body } = await admin.call('viewer', 'GET', '/processes/card-lost/diagram')
    expect(status).toBe(200)
    const { nodes } = body as { nodes: { title: string; standing: number }[] }
    return nodes.some(({ title, standing }) => title === 'Wait for the courier' && standing > 0) && body
  })
  expect(drawn).toMatchObject({
    source: 'trace',
    partial: false,
    nodes: expect.arrayContaining([
      expect.objectContaining({ id: 'start', kind: 'start' }),
      expect.objectContaining({ title: 'Check the card', kind: 'step' }),
      expect.objectContaining({ title: 'Wait for the courier', kind: 'wait' }),
    ]),
    edges: expect.arrayContaining([
      expect.objectContaining({ from: 'start', to: 'node:Check the card' }),
      expect.objectContaining({ from: 'node:Check the card', to: 'node:Wait for the courier' }),
    ]),
  })
})

test('many entries in quarantine are discarded at once; one that is none keeps no other from it', async () => {
  await admin.call('editor', 'POST', '/processes/card-lost/enable')
  const ids: string[] = []
  for (const body of ['{', '[']) {
    await admin.call('operator', 'POST', '/processes/card-lost/try', { body })
    ids.push(`card-lost/${admin.parts.requests.list()[0]?.taskId}`)
  }
  const unknown = `card-lost/${'0'.repeat(24)}`
  const keptFor = async (reason: string) => {
    const { body } = await admin.call('viewer', 'GET', `/quarantine?process=card-lost&reason=${reason}`)
    return (body as { entries: { taskId: string }[] }).entries.map(({ taskId }) => `card-lost/${taskId}`)
  }
  const kept = await waitFor('both are listed by their reason', async () => {
    const found = await keptFor('json_invalid')
    return found.length >= ids.length ? found : null
  })
  expect(kept).toEqual(expect.arrayContaining(ids))
  expect(await keptFor('schema_mismatch')).not.toEqual(expect.arrayContaining([ids[0]]))
  const bulk = (what: string, more: object) =>
    admin.call('operator', 'POST', `/quarantine/${what}`, { ids: [...ids, unknown], ...more })
  expect((await bulk('discard', { reason: 'a test' })).body).toMatchObject({
    results: [
      { id: ids[0], result: { ended: 'discarded', actor: 'api:operator' }, error: null },
      { id: ids[1], result: { ended: 'discarded' } },
      { id: unknown, result: null, error: { code: 'quarantine_unknown' } },
    ],
  })
  expect((await bulk('resubmit', {})).body).toMatchObject({
    results: [
      { error: { code: 'quarantine_closed' } },
      { error: { code: 'quarantine_closed' } },
      { result: null },
    ],
  })
})

test('a refused request says why, and one that is in quarantine is checked, placed and sent again', async () => {
  await admin.call('editor', 'POST', '/processes/loan-approved/enable')
  const text = '{"loan":\n  "L1",}'
  const offset = text.indexOf(',')
  const broken = await admin.call('operator', 'POST', '/processes/loan-approved/try', { body: text })
  const { body: answer } = broken.body as { body: string }
  expect(JSON.parse(answer)).toMatchObject({ request_proc: 'fail' })
  const { body } = await admin.call('viewer', 'GET', '/requests?refused=true')
  const [row] = (body as { requests: { seq: number; taskId: string; why: string; code: string }[] }).requests
  expect(row).toMatchObject({ code: 'json_invalid', why: 'The body is not valid JSON', test: true })
  const entry = `/quarantine/loan-approved/${row?.taskId}`
  const shown = await admin.call('viewer', 'GET', entry)
  expect(shown).toMatchObject({
    status: 200,
    body: { problem: { problems: [{ line: 2, column: 7, offset }] } },
  })
  expect(await admin.call('viewer', 'POST', `${entry}/check`, {})).toMatchObject({
    status: 200,
    body: { accepted: false, status: 400, refusal: { code: 'json_invalid' }, problems: [{ offset }] },
  })
  expect(await admin.call('viewer', 'POST', `${entry}/check`, { body: '{"loan":7}' })).toMatchObject({
    body: { accepted: false, status: 422, problems: [{ path: '/loan' }] },
  })
  expect(await admin.call('viewer', 'POST', `${entry}/check`, { body: EXAMPLE })).toMatchObject({
    body: { accepted: true, status: 200, refusal: null, problems: [] },
  })
  expect(await admin.call('operator', 'POST', `/requests/${row?.seq}/replay`)).toMatchObject({
    status: 200,
    body: { status: 400 },
  })
  expect(await admin.call('operator', 'POST', '/requests/999999/replay')).toMatchObject({
    status: 404,
    body: { error: { code: 'quarantine_unknown' } },
  })
})

test('without a worker the page shows what the history tells', async () => {
  const { workflowId, runId } = await start(null, 'C9')
  await waitsAt(workflowId, runId, 'Wait for the courier')
  await stopWorker()
  const shown = await page(workflowId, runId)
  expect(shown).toMatchObject({ traceFrom: 'history', open: true, input: { card: 'C9' } })
  expect(shown.trace).toMatchObject([{ node: 'Check the card', state: 'passed', attempts: 2 }])
})
