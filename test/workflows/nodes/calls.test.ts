/** The nodes that call out or wait, on a real server. */
import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openCallbackUrl, parseCallbackUrl } from '../../../src/direct-url/callback-url.ts'
import { TRACE_QUERY, type TraceEntry } from '../../../src/process/trace.ts'
import {
  type Answerer,
  type AnsweringServer,
  answerJson,
  startAnsweringServer,
} from '../../activities/answering-server.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { makeTask } from '../make-task.ts'
import { causeOf, type Engine, openEngine, SECRET, SIGNING_KEYS } from './open-engine.ts'

let engine: Engine
let server: AnsweringServer
let answer: Answerer = () => {}

beforeAll(async () => {
  server = await startAnsweringServer((request, response) => answer(request, response))
  engine = await openEngine('calls', { workflows: './calls-fixture.ts' })
})

afterAll(async () => {
  await engine?.stop()
  await server?.stop()
})

async function trace(handle: WorkflowHandle): Promise<TraceEntry[]> {
  return handle.query<TraceEntry[]>(TRACE_QUERY)
}

/** Every text in it, payloads decoded. */
function textsOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString()
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.values(value).map(textsOf).join('\n')
}

async function textOfHistory(handle: WorkflowHandle): Promise<string> {
  return textsOf(await handle.fetchHistory())
}

async function isWaiting(handle: WorkflowHandle, node: string): Promise<void> {
  await waitFor(`waiting at ${node}`, async () =>
    (await trace(handle)).some((entry) => entry.node === node && entry.state === 'waiting'),
  )
}

test('a task that begins anew, since a restored Temporal has forgotten it, calls under the key of before', async () => {
  const keys: unknown[] = []
  answer = ({ headers }, response) => {
    keys.push(headers['idempotency-key'])
    answerJson(response, {})
  }
  const call = { method: 'POST', url: server.url, allowPrivate: true }
  for (const task of Array(2).fill(makeTask('calls-api', call)))
    await engine.client.workflow.execute('callsApi', {
      workflowId: `calls-api/t/${task.taskId}`,
      taskQueue: 'calls',
      args: [task],
    })
  expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]])
})

test('an API call gives its answer, shows its title, and leaves no secret in the history', async () => {
  answer = (_request, response) => answerJson(response, { score: 7 })
  const handle = await engine.start('calls-api', {
    method: 'POST',
    url: `${server.url}/scores`,
    allowPrivate: true,
    variables: ['bank'],
    headers: { authorization: 'Bearer {{env_var[@bank].token}}' },
    body: { id: 1 },
  })
  expect(await handle.result()).toMatchObject({ status: 200, body: { score: 7 } })
  expect(server.seen.at(-1)?.headers.authorization).toBe(`Bearer ${SECRET}`)
  const history = await textOfHistory(handle)
  expect(history).not.toContain(SECRET)
  expect(history).toContain('{{env_var[@bank].token}}')
  expect(await trace(handle)).toEqual([
    expect.objectContaining({ node: 'Ask the bureau', state: 'passed', note: 'Answered 200' }),
  ])
})

test('hardware errors are tried again, after Retry-After, until the attempts are used up', async () => {
  let calls = 0
  answer = (_request, response) => {
    calls += 1
    response.writeHead(503, { 'retry-after': '1' }).end('busy')
  }
  const from = Date.now()
  const handle = await engine.start('handles-failure', {
    url: server.url,
    allowPrivate: true,
    retry: { attempts: 2, firstMs: 20_000 },
  })
  expect(await handle.result()).toEqual({
    node: 'Ask the bureau',
    tag: 'api_fatal_error',
    kind: 'hardware',
    httpCode: 503,
    answer: 'busy',
  })
  expect(calls).toBe(2)
  expect(Date.now() - from).toBeGreaterThan(900)
})

test('a software error fails the task at once, with the title of the node and the tag', async () => {
  answer = (_request, response) => answerJson(response, { reason: 'no' }, 400)
  const handle = await engine.start('calls-api', { url: server.url, allowPrivate: true })
  expect(await causeOf(handle)).toMatchObject({
    message: 'Ask the bureau: It answered 400',
    type: 'api_bad_answer',
    details: [{ node: 'Ask the bureau', kind: 'software', httpCode: 400, answer: '{"reason":"no"}' }],
  })
  expect((await trace(handle))[0]).toMatchObject({ state: 'failed' })
})

test('a private address is not called unless the node allows it', async () => {
  const handle = await engine.start('calls-api', { url: server.url })
  expect(await causeOf(handle)).toMatchObject({ type: 'api_address_refused' })
})

test('a called process answers, by name and by alias', async () => {
  const byName = await engine.start('calls-process', { process: 'doubles', n: 21 })
  const byAlias = await engine.start('calls-process', { process: '@double', n: 4 })
  expect([await byName.result(), await byAlias.result()]).toEqual([42, 8])
  expect((await trace(byName))[0]?.note).toMatch(/^doubles, task [0-9a-f]{24}, answered$/)
})

test('a called process that fails, or takes too long, fails the node with its tag', async () => {
  const failing = await engine.start('calls-process', { process: 'doubles', n: -1 })
  expect(await causeOf(failing)).toMatchObject({
    type: 'rpc_reply_exception',
    message: 'Double it: doubles failed: less than nothing',
  })
  const late = await engine.start('calls-process', { process: 'never-ends', n: 1, ms: 300 })
  expect(await causeOf(late)).toMatchObject({ type: 'rpc_timeout' })
})

test('a copy is a task of its own, which outlives the one that made it', async () => {
  const handle = await engine.start('copies', { process: 'waits', data: null })
  const copied = (await handle.result()) as { taskId: string }
  const copy = engine.client.workflow.getHandle(`waits/t/${copied.taskId}`)
  await isWaiting(copy, 'Wait for the courier')
  const { searchAttributes } = await copy.describe()
  expect(searchAttributes).toMatchObject({ MpoProcess: ['waits'], MpoTaskId: [copied.taskId] })
  await copy.signal('callback', 'done')
  expect(await copy.result()).toBe('done')
})

test('a ref is one open task, and a later copy of it is a later run', async () => {
  const ref = `LN-${randomUUID()}`
  const copy = (data: unknown) => engine.start('copies', { process: 'waits', ref, data })
  await (await copy(null)).result()
  const other = engine.client.workflow.getHandle(`waits/r/${ref}`)
  expect(await causeOf(await copy(null))).toMatchObject({
    type: 'not_unical_ref',
    message: `Tell the other: Another open task has the ref '${ref}'`,
  })
  await other.signal('modify', 1)
  await other.result()
  const first = (await other.describe()).memo?.first
  const second = (await (await copy({ timeoutMs: 1 })).result()) as { taskId: string; ref: string }
  expect(second.ref).toBe(ref)
  const { memo, searchAttributes } = await other.describe()
  expect(memo).toEqual({ first, copy: second.taskId })
  expect(searchAttributes.MpoTaskId).toEqual([second.taskId])
})

test('a reset of a task to before its copy starts no second one', async () => {
  const handle = await engine.start('copies', { process: 'waits', data: { timeoutMs: 1 } })
  const before = await handle.result()
  const { events } = await handle.fetchHistory()
  const firstTask = events?.find((event) => event.workflowTaskCompletedEventAttributes)
  const { runId } = await engine.client.workflowService.resetWorkflowExecution({
    namespace: engine.client.options.namespace,
    workflowExecution: { workflowId: handle.workflowId },
    workflowTaskFinishEventId: firstTask?.eventId ?? null,
    requestId: randomUUID(),
    reason: 'test',
  })
  const again = engine.client.workflow.getHandle(handle.workflowId, runId)
  expect(await again.result()).toEqual(before)
  expect((await trace(again))[0]?.note).toMatch(/was there already$/)
})

test('a waiting task is modified by ref or by id; where there is none, the node fails', async () => {
  const ref = `LN-${randomUUID()}`
  const [withRef, plain] = [await engine.start('waits', null, ref), await engine.start('waits', null)]
  const modify = (which: object, data: unknown) => engine.start('modifies', { process: 'waits', which, data })
  await (await modify({ ref }, { a: 1 })).result()
  await (await modify({ taskId: plain.taskId }, 2)).result()
  expect([await withRef.result(), await plain.result()]).toEqual([{ a: 1 }, 2])
  for (const which of [{ ref }, { taskId: plain.taskId }, { ref: 'nobody' }, { taskId: 'ab'.repeat(12) }]) {
    expect(await causeOf(await modify(which, 3))).toMatchObject({ type: 'not_found_task' })
  }
})

test('a task with a ref is found by its id too', async () => {
  const waiting = await engine.start('waits', null, `LN-${randomUUID()}`)
  await waitFor('its search attribute', async () => {
    const found = engine.client.workflow.list({ query: `MpoTaskId = '${waiting.taskId}'` })
    for await (const _ of found) return true
    return false
  })
  await (
    await engine.start('modifies', { process: 'waits', which: { taskId: waiting.taskId }, data: 5 })
  ).result()
  expect(await waiting.result()).toBe(5)
})

test('a callback is judged, a time-out gives null, an early one counts', async () => {
  const late = await engine.start('waits', { timeoutMs: 50 })
  expect(await late.result()).toBe(null)
  const early = await engine.start('waits', null)
  await early.signal('callback:Wait for the courier', { urlId: 'u1', data: { refuse: 1 } })
  await early.signal('callback:Wait for the courier', { urlId: 'u1', data: { ok: 1 } })
  expect(await early.result()).toEqual({ ok: 1 })
  expect((await trace(early))[0]?.note).toBe('Called back; refused 1, the last because it says so')
})

test('two nodes may wait side by side; a signal without a name goes to the one that waits longest', async () => {
  const handle = await engine.start('waits-for-two', null)
  await isWaiting(handle, 'Right')
  await handle.signal('callback:Right', { urlId: 'r', data: 'right' })
  await handle.signal('callback', 'left')
  expect(await handle.result()).toEqual(['left', 'right'])
})

test.each([true, false])(
  'two nodes can not wait for one signal, whichever waits first: %s',
  async (signalFirst) => {
    const handle = await engine.start('waits-for-one-signal-twice', { signalFirst })
    expect(await causeOf(handle)).toMatchObject({ type: 'SignalAwaited' })
  },
)

test('a callback URL is signed for task and node; by reference it enters no history', async () => {
  let notify = ''
  answer = (request, response) => {
    notify = (JSON.parse(request.body) as { notify: string }).notify
    answerJson(response, {})
  }
  const handle = await engine.start('hands-out-url', { api: server.url, rounds: 2 })
  await isWaiting(handle, 'Wait for the courier')
  const first = notify
  const url = parseCallbackUrl(new URL(first).pathname)
  const target = url && openCallbackUrl(SIGNING_KEYS, url)
  expect(target).toMatchObject({
    workflowId: handle.workflowId,
    taskId: handle.taskId,
    node: 'Wait for the courier',
    until: null,
  })
  expect(await textOfHistory(handle)).not.toContain(url?.signature ?? '')
  const bring = (urlId: string | undefined, data: unknown) =>
    handle.signal('callback:Wait for the courier', { urlId, data })
  await bring(target?.urlId, 'one')
  await bring(target?.urlId, 'one again')
  await waitFor('the second URL', () => notify !== first)
  const next = parseCallbackUrl(new URL(notify).pathname)
  await bring(next ? openCallbackUrl(SIGNING_KEYS, next)?.urlId : undefined, 'two')
  expect(await handle.result()).toEqual(['one', 'two'])
})

test('a callback URL may be a text of the process', async () => {
  const handle = await engine.start('shows-url', { validMs: 60_000 })
  const url = parseCallbackUrl(new URL((await handle.result()) as string).pathname)
  expect(url && openCallbackUrl(SIGNING_KEYS, url)?.until).toBeGreaterThan(Date.now())
})

test('a delay ends at a date; one that is over delays nothing; nonsense fails', async () => {
  const soon = new Date(Date.now() + 1_500).toISOString()
  const handle = await engine.start('delays', soon)
  await handle.result()
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(soon))
  expect((await trace(handle))[0]).toMatchObject({ node: 'Until then', note: `Waits until ${soon}` })
  const over = await engine.start('delays', '2020-02-29')
  await over.result()
  const { events } = await over.fetchHistory()
  expect(events?.some(({ timerStartedEventAttributes }) => timerStartedEventAttributes)).toBe(false)
  for (const nonsense of ['tomorrow', '2026-02-03T10:00', '2026-13-01'])
    expect(await causeOf(await engine.start('delays', nonsense))).toMatchObject({ type: 'delay_invalid' })
})
