/** Callbacks at the URL of a node: one for all tasks of the process, the body names the task. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { nodeCallbackPath } from '../../../src/direct-url/node-callback-url.ts'
import { deliver } from '../../../src/forwarder/deliver/deliver.ts'
import type { Delivery } from '../../../src/inbox/delivery.ts'
import { type CallbackFind, finderOf } from '../../../src/process/callback-find.ts'
import { readAgain } from '../../../src/receiver/read-again.ts'
import { startNode as startNodeOf } from '../../../src/start-node/start-node.ts'
import { startnode } from '../../helpers/startnode.ts'
import { waitFor } from '../../helpers/wait-for.ts'
import { type Callbacks, call, openCallbacks } from './open-callbacks.ts'
import { SIGNING_KEYS } from './open-engine.ts'

let way: Callbacks

beforeAll(async () => {
  way = await openCallbacks('node-callbacks')
})

afterAll(() => way?.stop())

/** The URL of the node where tasks of the process `waits` wait. */
function urlOf(find: CallbackFind, format = 'json'): string {
  const [key] = SIGNING_KEYS as [Buffer]
  const path = nodeCallbackPath(key, { process: 'waits', node: 'Wait for the courier', find: finderOf(find) })
  return way.url + path.replace('/json/', `/${format}/`)
}

const newRef = () => `LN-${Math.random()}`
const entryOf = (id: string | undefined, process = 'waits') =>
  way.engine.client.workflow.getHandle(`${process}/d/${id}`)

async function keptEntry(id: string | undefined) {
  await way.forwarded()
  const entry = entryOf(id)
  await waitFor('the quarantine entry', async () => (await entry.describe()).type === 'quarantinedDelivery')
  const shown = await entry.query('show')
  await entry.terminate()
  return shown
}

test('one URL serves all tasks: each callback releases the task that its body names by obj_id', async () => {
  const [one, two] = [await way.engine.start('waits', null), await way.engine.start('waits', null)]
  const url = urlOf('obj_id')
  const second = { obj_id: two.taskId, parcel: 2 }
  const first = { obj_id: one.taskId, parcel: 1 }
  const answer = await call(url, second)
  expect(answer).toMatchObject({ status: 200, obj_id: expect.stringMatching(/^[0-9a-f]{24}$/) })
  expect((await call(url, first)).obj_id).not.toBe(answer.obj_id)
  expect(await one.result()).toEqual(first)
  expect(await two.result()).toEqual(second)
  expect(await entryOf(answer.obj_id).result()).toMatchObject({
    kind: 'signalled',
    workflowId: two.workflowId,
  })
})

test('by ref, by a path in the body, and by the id of a task that has a ref', async () => {
  const refs = [newRef(), newRef(), newRef()] as const
  const tasks = await Promise.all(refs.map((ref) => way.engine.start('waits', null, ref)))
  const [byRef, byPath, byId] = tasks as [(typeof tasks)[0], (typeof tasks)[0], (typeof tasks)[0]]
  const bodies = [
    { ref: refs[0] },
    { loan: { 'id/ref': refs[1] } },
    { event: { task: byId.taskId } },
  ] as const
  const urls = [urlOf('ref'), urlOf({ ref: '/loan/id~1ref' }), urlOf({ taskId: '/event/task' })] as const
  for (const [index, url] of urls.entries())
    expect(await call(url, bodies[index])).toMatchObject({ status: 200 })
  for (const [index, task] of [byRef, byPath, byId].entries())
    expect(await task.result()).toEqual(bodies[index])
})

test('the command prints the same URL', async () => {
  const env = { SIGNING_KEYS: (SIGNING_KEYS[0] as Buffer).toString('hex'), PUBLIC_URL: way.url }
  const said = async (...args: string[]) => {
    const words = ['callback-url', 'waits', 'Wait for the courier', ...args]
    const { stdout, stderr } = await startnode(words, '', env)
    return (stdout || stderr).trimEnd()
  }
  expect(await said()).toBe(urlOf('obj_id'))
  expect(await said('--ref')).toBe(urlOf('ref'))
  expect(await said('--ref', '/loan/id')).toBe(urlOf({ ref: '/loan/id' }))
  expect(await said('--task-id', '/event/task')).toBe(urlOf({ taskId: '/event/task' }))
  expect(await said('--task-id', 'event')).toContain("'event' is not a JSON Pointer")
  expect(await said('--task-id', '/event', '--ref')).toContain('by --task-id or by --ref')
})

test('XML and forms name it as well', async () => {
  const [xml, form] = [newRef(), newRef()]
  const [one, two] = [await way.engine.start('waits', null, xml), await way.engine.start('waits', null, form)]
  await call(urlOf({ ref: '/event/ref' }, 'xml'), `<event><ref>${xml}</ref></event>`)
  await call(urlOf('ref', 'nvp'), `ref=${form}&parcel=7`)
  expect(await one.result()).toEqual({ event: { ref: xml } })
  expect(await two.result()).toEqual({ ref: form, parcel: '7' })
})

test('a process in code hands out the URL of its node', async () => {
  const ref = newRef()
  const { handle, url } = await way.order('hands-out-node-url', {}, ref)
  expect(await call(await url(), { ref, signedBy: 'Ann' })).toMatchObject({ status: 200 })
  expect(await handle.result()).toEqual({ ref, signedBy: 'Ann' })
})

test('a body that names no task is refused with what is wrong and where, and kept', async () => {
  const cases = [
    [urlOf('obj_id'), { parcel: 7, at: Date.now() }, '/obj_id', 'it is missing'],
    [urlOf('obj_id'), { obj_id: 'LNAC0502' }, '/obj_id', 'it is no task id: 24 lower-case hex'],
    [
      urlOf({ ref: '/loan/id' }),
      { loan: { id: { deep: 1 } } },
      '/loan/id',
      'it must be a string or an integer',
    ],
  ] as const
  for (const [url, body, path, message] of cases) {
    const answer = await call(url, body)
    expect(answer).toMatchObject({
      status: 422,
      code: 'callback_task_missing',
      description: expect.stringContaining(`${path}: ${message}`),
      problems: [{ path, message }],
    })
    const kept = way.accepted.at(-1) as Delivery
    expect(await keptEntry(kept.taskId)).toMatchObject({
      problem: { code: 'callback_task_missing' },
      body: JSON.stringify(body),
    })
  }
  expect(await call(urlOf('ref'), '{"ref":')).toMatchObject({ status: 400, code: 'json_invalid' })
  expect(await keptEntry(way.accepted.at(-1)?.taskId)).toMatchObject({ problem: { code: 'json_invalid' } })
})

test('the same callback by obj_id again changes nothing: 409, or 200 with a key; another one finds the task over and is kept', async () => {
  const task = await way.engine.start('waits', null)
  const url = urlOf('obj_id')
  const body = { obj_id: task.taskId }
  expect(await call(url, body)).toMatchObject({ status: 200 })
  expect(await call(url, body)).toMatchObject({ status: 409, code: 'duplicate_callback' })
  expect(await task.result()).toEqual(body)
  // The same again after a restart of the receiver, which remembers nothing.
  const delivery = way.accepted.at(-1) as Delivery
  const again = { ...delivery, receivedAt: new Date().toISOString() }
  expect(await deliver(again, way.target)).toMatchObject({ kind: 'recorded', repeat: true })
  const key = { 'idempotency-key': task.taskId }
  const late = await call(url, { ...body, n: 2 }, key)
  expect(await call(url, { ...body, n: 2 }, key)).toEqual(late)
  expect(await keptEntry(late.obj_id)).toMatchObject({ problem: { code: 'callback_late' } })
})

test('the same body by ref releases its task once, the next task of the ref once more, and is kept when there is none', async () => {
  const ref = newRef()
  const body = { ref, status: 'paid' }
  const first = await way.engine.start('waits', { twice: true, timeoutMs: 2_000 }, ref)
  const answers = [await call(urlOf('ref'), body), await call(urlOf('ref'), body)]
  expect(await first.result()).toEqual([body, null])
  const next = await way.engine.start('waits', null, ref)
  answers.push(await call(urlOf('ref'), body))
  expect(await next.result()).toEqual(body)
  const late = await call(urlOf('ref'), body)
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(new Set([...answers, late].map(({ obj_id }) => obj_id)).size).toBe(4)
  expect(await keptEntry(late.obj_id)).toMatchObject({ problem: { code: 'callback_late' } })
})

test('a callback that is faster than its task waits for it', async () => {
  const ref = newRef()
  const { obj_id } = await call(urlOf('ref'), { ref })
  const record = entryOf(obj_id)
  await waitFor('a first look', async () => {
    const { events } = await record.fetchHistory()
    return events?.some((event) => event.timerStartedEventAttributes)
  })
  const task = await way.engine.start('waits', null, ref)
  expect(await task.result()).toEqual({ ref })
})

test('also where the ref has had a task before', async () => {
  const ref = newRef()
  const first = await way.engine.start('waits', { timeoutMs: 1 }, ref)
  expect(await first.result()).toBe(null)
  const record = entryOf((await call(urlOf('ref'), { ref })).obj_id)
  await waitFor('a first look', async () => {
    const { events } = await record.fetchHistory()
    return events?.some((event) => event.timerStartedEventAttributes)
  })
  const task = await way.engine.start('waits', null, ref)
  expect(await task.result()).toEqual({ ref })
})

test('a kept callback is no delivery: it can not become a task of the process', async () => {
  await call(urlOf('obj_id'), { parcel: 8 })
  const { taskId, addressed, body } = way.accepted.at(-1) as Delivery
  const kept = { process: 'waits', taskId, addressed, ref: null, receivedAt: '', contentType: null } as const
  const text = { body: body.toString(), bodyEncoding: 'text', bodyCut: false } as const
  const startNode = startNodeOf<() => Promise<void>>('waits', { title: 'Waits', input: z.looseObject({}) })
  expect(() => readAgain({ ...kept, ...text }, startNode, null)).toThrow('starts no task')
  await way.forwarded()
  await entryOf(taskId).terminate()
})

test('a URL for another process, node or place in the body is another URL: none can be made of one', async () => {
  const [, token] = /callback\/n\.([^/]+)\//.exec(urlOf('ref')) ?? []
  const fields = JSON.parse(Buffer.from(token as string, 'base64url').toString()) as string[]
  for (const [index, other] of ['other', 'Other node', 'taskId', '/other'].entries()) {
    const forged = fields.map((field, at) => (at === index ? other : field))
    const url = urlOf('ref').replace(
      token as string,
      Buffer.from(JSON.stringify(forged)).toString('base64url'),
    )
    expect(await call(url, { ref: 'x' })).toMatchObject({ status: 403, code: 'access_denied' })
  }
  // Nor does the URL of a task pass for that of a node.
  expect((await call(urlOf('ref').replace('/n.', '/'), {})).status).toBe(403)
})
