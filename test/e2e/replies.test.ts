/** The caller waits: what it is answered, by whom, and how long it waits. Over HTTP, inbox, Temporal and worker. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../helpers/wait-for.ts'
import type { Received } from '../receiver/send.ts'
import { type ReplyStack, startReplyStack } from './reply-stack.ts'

const taskIdIn = ({ body }: Received) => JSON.parse(body).ops.obj_id as string
const payment = (more: object = {}) => ({
  token: randomUUID(),
  card_token: 'card-1',
  amount: 42.5,
  currency_code: 'EUR',
  ...more,
})
/** Without a number in it, so that two answers can be compared. */
const withoutDate = ({ status, body, headers }: Received) => ({ status, body, type: headers['content-type'] })

describe('with a worker', () => {
  let stack: ReplyStack
  beforeAll(async () => {
    stack = await startReplyStack({ worker: true })
  })
  afterAll(() => stack.stop())

  test('a card payment within the limits is approved in the same exchange', async () => {
    const asked = payment()
    const answer = await stack.post('pay-card', asked)
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(JSON.parse(answer.body)).toEqual({
      jit_funding: { token: asked.token, method: 'pgfs.authorization', amount: 42.5 },
    })
  })

  test.each([
    ['an amount over the limit', { amount: 1_000.01 }, 'AMOUNT_LIMIT_EXCEEDED'],
    ['a currency that is not served', { currency_code: 'XTS' }, 'CURRENCY_NOT_SUPPORTED'],
  ])('%s is denied with 402, and the delivery counts as accepted', async (_, more, reason) => {
    const answer = await stack.post('pay-card', payment(more))
    expect(answer.status).toBe(402)
    expect(JSON.parse(answer.body).jit_funding).toMatchObject({ amount: 0, decline_reason: reason })
    expect(stack.rows.at(-1)).toMatchObject({ code: 'accepted', status: 402 })
  })

  test('repeats of one delivery, at once and later, start one task and get the same answer', async () => {
    const asked = payment({ amount: 2_000 })
    const answers = await Promise.all([1, 2, 3].map(() => stack.post('pay-card', asked)))
    answers.push(await stack.post('pay-card', asked))
    for (const answer of answers) expect(withoutDate(answer)).toEqual(withoutDate(answers[0] as Received))
    const ids = new Set(stack.rows.slice(-4).map(({ taskId }) => taskId))
    expect(ids.size).toBe(1)
    const run = await stack.client.getHandle(`pay-card/t/${[...ids][0]}`).describe()
    expect(run.status.name).toBe('COMPLETED')
  })

  test('an open task that has replied answers its repeats, and so does the closed one, after later tasks of its ref', async () => {
    const ref = randomUUID()
    const key = { 'webhook-id': randomUUID() }
    const first = await stack.post('reply-and-go-on', { n: 1, ref }, key)
    expect(withoutDate(first)).toEqual({ status: 201, body: 'n is 1', type: 'text/plain; charset=utf-8' })
    expect(withoutDate(await stack.post('reply-and-go-on', { n: 1, ref }, key))).toEqual(withoutDate(first))

    const handle = stack.client.getHandle(`reply-and-go-on/r/${ref}`)
    await handle.signal('end')
    expect(await handle.result()).toMatchObject({ result: 'over', replied: { status: 201 } })
    expect(withoutDate(await stack.post('reply-and-go-on', { n: 1, ref }, key))).toEqual(withoutDate(first))

    const second = await stack.post('reply-and-go-on', { n: 2, ref }, { 'webhook-id': randomUUID() })
    expect(second.body).toBe('n is 2')
    await waitFor('the first answer again, not that of the task after it', async () => {
      const again = await stack.post('reply-and-go-on', { n: 1, ref }, key)
      expect([201, 202]).toContain(again.status)
      if (again.status === 201) expect(again.body).toBe('n is 1')
      return again.status === 201
    })
    await handle.signal('end')
  })

  test('a process that ends without a reply is answered with the success of MPO', async () => {
    const answer = await stack.post('end-without', {})
    expect(answer.status).toBe(200)
    expect(answer.body).toBe(
      `{"request_proc":"ok","ops":{"proc":"ok","obj":"task","ref":null,"obj_id":"${taskIdIn(answer)}"}}`,
    )
  })

  test.each(['fail-without', 'reply-wrongly'])('the failure of %s is told as an error', async (process) => {
    const answer = await stack.post(process, {})
    expect(answer.status).toBe(500)
    expect(JSON.parse(answer.body).ops.code).toBe('task_failed')
    expect(stack.rows.at(-1)).toMatchObject({ code: 'task_failed', taskId: expect.any(String) })
  })

  test('the first reply stands when a process replies twice', async () => {
    const answers = await stack.post('reply-twice', {})
    // The second one fails the task at once, so its failure may be what the caller learns.
    expect(['first', 'task_failed']).toContain(
      answers.status === 200 ? answers.body : JSON.parse(answers.body).ops.code,
    )
  })

  test('beyond the time the caller is answered 202, and the repeat gets the reply', async () => {
    const key = { 'webhook-id': randomUUID() }
    const before = performance.now()
    const late = await stack.post('reply-later', { n: 5 }, { ...key, prefer: 'wait=1' })
    const waited = performance.now() - before
    expect(late.status).toBe(202)
    expect(waited).toBeGreaterThan(900)
    expect(waited).toBeLessThan(4_000)
    const taskId = taskIdIn(late)
    expect(late.headers.location).toBe(`https://temporal.example/${taskId}`)
    expect(JSON.parse(late.body)).toMatchObject({ request_proc: 'ok', ops: { proc: 'ok', obj: 'task' } })

    const again = stack.post('reply-later', { n: 5 }, { ...key, prefer: 'wait=20' })
    await waitFor('the second caller waits', () => stack.waiting() > 0)
    await stack.client.getHandle(`reply-later/t/${taskId}`).signal('reply')
    expect(await again.then(withoutDate)).toMatchObject({ status: 200, body: '{"n":5}' })
    expect(await stack.client.result(`reply-later/t/${taskId}`)).toMatchObject({ n: 5, replied: { taskId } })
  })

  test('a cancelled task tells those who wait', async () => {
    const waiting = stack.post('reply-later', { n: 6 }, { prefer: 'wait=20' })
    const taskId = await waitFor('the task', async () => {
      for await (const run of stack.client.list({
        query: "WorkflowType = 'replyLater' AND ExecutionStatus = 'Running'",
      })) {
        return run.workflowId
      }
      return undefined
    })
    await stack.client.getHandle(taskId).cancel()
    const answer = await waiting
    expect(JSON.parse(answer.body).ops.code).toBe('task_failed')
  })

  test('a caller that prefers not to wait is answered at once', async () => {
    for (const prefer of ['respond-async', 'wait=0']) {
      const answer = await stack.post('reply-later', { n: 7 }, { prefer })
      expect(answer.status).toBe(200)
      expect(answer.body).toContain('"obj_id"')
    }
  })

  test('a body that can not become a task is refused at once, whoever waits', async () => {
    const answer = await stack.post('pay-card', { token: 'x' }, { prefer: 'wait=20' })
    expect(answer.status).toBe(422)
  })

  test('a task that is to start later is answered 202 at once and starts later', async () => {
    stack.intake.set('end-without', { startDelayMs: 1_500 })
    const answer = await stack.post('end-without', {})
    stack.intake.delete('end-without')
    expect(answer.status).toBe(202)
    const handle = stack.client.getHandle(`end-without/t/${taskIdIn(answer)}`)
    await waitFor('the task', async () => (await handle.describe()).status.name === 'COMPLETED')
    const { startTime, closeTime } = await handle.describe()
    expect((closeTime as Date).getTime() - startTime.getTime()).toBeGreaterThan(1_000)
  })

  test('deliveries of a paused process wait, others go on, and nothing is lost when it is resumed', async () => {
    stack.intake.set('end-without', { paused: true })
    const held = await Promise.all(
      Array.from({ length: 30 }, () => stack.post('end-without', {}, { prefer: 'respond-async' })),
    )
    expect(held.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200))
    expect((await stack.post('pay-card', payment())).status).toBe(200)
    expect(stack.status().held).toEqual(['end-without'])
    for (const answer of held.slice(0, 3)) {
      const handle = stack.client.getHandle(`end-without/t/${taskIdIn(answer)}`)
      await expect(handle.describe()).rejects.toThrow()
    }
    stack.intake.delete('end-without')
    for (const answer of held) {
      const handle = stack.client.getHandle(`end-without/t/${taskIdIn(answer)}`)
      await waitFor('its task', async () => (await handle.describe()).status.name === 'COMPLETED')
    }
    expect(stack.status().held).toEqual([])
  })
})

describe('without a worker', () => {
  let stack: ReplyStack
  beforeAll(async () => {
    stack = await startReplyStack({ worker: false })
  })
  afterAll(() => stack.stop())

  test('the caller is answered 202 when its time is up, and 200 waiters do not grow without end', async () => {
    const answers = await Promise.all(
      Array.from({ length: 210 }, () => stack.post('pay-card', payment(), { prefer: 'wait=2' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]))
    await waitFor('no one waits any more', () => stack.waiting() === 0)
  })
})
