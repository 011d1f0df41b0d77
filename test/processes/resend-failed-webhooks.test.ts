/** resend-failed-webhooks over the whole path: Mambu's log, a resend that Mambu really sends, our receiver, the task. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewFailedMessage } from '../../src/mambu/bank/communications.ts'
import { createProcessSchedules } from '../../src/schedules/process-schedules.ts'
import type { ResendResult } from '../../workflows/resend-failed-webhooks/resend-failed-webhooks.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'resend-failed-webhooks'
/** Whose webhooks were lost: a repayment of a loan without a dunning task ends at once. */
const LOST = 'dunning'
let stack: ProcessStack

beforeAll(async () => {
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS, LOST],
  })
  stack.mambu.addUser('operations')
})

afterAll(async () => {
  await stack?.stop()
})

/** A webhook that Mambu gave up after four tries. */
function lose(loanId: string, more: Partial<NewFailedMessage> = {}) {
  return stack.mambu.addFailedMessage({
    destination: stack.directUrlOf(LOST),
    body: JSON.stringify({ event: 'LOAN_REPAYMENT', loan_id: loanId, client_id: '' }),
    event: 'LOAN_REPAYMENT',
    ...more,
  })
}

async function run(data: object = {}): Promise<ResendResult> {
  const sent = await stack.send(PROCESS, data, { 'x-notifications-idempotency-key': randomUUID() })
  expect(sent.status, sent.body).toBe(200)
  return stack.resultOf<ResendResult>(PROCESS, { taskId: sent.taskId })
}

const resends = () =>
  stack.mambu.requests.filter(({ path }) => path === '/communications/messages:resend').length
const told = () => stack.mambu.tasks.map(({ body }) => `${body.title}: ${body.description}`)
/** Messages of one template share its key. */
const template = (key: string) => ({ templateKey: key })

test('where nothing failed nothing is done', async () => {
  expect(await run()).toMatchObject({ state: 'none_failed', found: 0, destination: `${stack.url}/` })
  expect(resends()).toBe(0)
})

test('webhooks that Mambu gave up are sent again and start their tasks, once; those of others stay', async () => {
  const lost = ['LN-1', 'LN-2', 'LN-3'].map((id) => lose(id))
  const elsewhere = [
    lose('LN-4', { destination: `${stack.url}.evil.example/x` }),
    lose('LN-5', { type: 'EMAIL' }),
    lose('LN-6', { state: 'WAITING' }),
    lose('LN-7', { creationDate: '2026-01-01T00:00:00+00:00' }),
  ]
  const result = await run()
  expect(result).toMatchObject({ state: 'resent', found: 3, resent: 3, delivered: 3, notified: false })
  expect(lost.map(({ state }) => state)).toEqual(['SENT', 'SENT', 'SENT'])
  expect(elsewhere.map(({ state }) => state)).toEqual(['FAILED', 'FAILED', 'WAITING', 'FAILED'])
  for (const ref of ['LN-1', 'LN-2', 'LN-3'])
    expect(await stack.resultOf(LOST, { ref })).toMatchObject({ state: 'not_in_dunning', loanId: ref })
  expect(await run()).toMatchObject({ state: 'none_failed' })
})

test('of a template three go first, then the rest in one request; a lost answer of Mambu resends nothing twice', async () => {
  const before = resends()
  const lost = Array.from({ length: 60 }, (_, index) => lose(`LM-${index}`, template('many')))
  stack.mambu.failNext(1, 0, {}, 'POST /communications/messages:resend')
  const result = await run()
  expect(result).toMatchObject({ state: 'resent', found: 60, resent: 60, delivered: 60 })
  expect(lost.every(({ state }) => state === 'SENT')).toBe(true)
  // The first three (asked for again under the same key, since the answer was lost) and the rest.
  expect(resends() - before).toBe(3)
})

test('a receiver that refuses is asked three times and no more, and is told when a message is given up', async () => {
  const gone = stack.directUrlOf(LOST).replace(/[0-9a-f]{40}$/, '0'.repeat(40))
  const lost = Array.from({ length: 8 }, (_, index) =>
    lose(`LR-${index}`, { destination: gone, ...template('refused') }),
  )
  for (const message of lost) message.failureCause = '403'
  const result = await run({ max_resends: 1 })
  expect(result).toMatchObject({ state: 'blocked', found: 8, resent: 3, delivered: 0, notified: true })
  expect(result.templates).toEqual([
    expect.objectContaining({
      event: 'LOAN_REPAYMENT',
      found: 8,
      resent: 3,
      failedAgain: 3,
      why: 'INVALID_HTTP_RESPONSE 403',
      skipped: { template_blocked: 5 },
    }),
  ])
  expect(told().at(-1)).toContain('3 failed webhooks are not resent any more')

  // The next run leaves those three and tries others; none of them is resent for ever.
  const next = await run({ max_resends: 1 })
  expect(next).toMatchObject({ state: 'blocked', found: 8, resent: 3, delivered: 0 })
  expect(next.templates[0]?.skipped).toEqual({ under_way: 3, template_blocked: 2 })
  for (const message of lost) message.state = 'SENT'
})

test('one broken body does not hold up the others; what no resend can help is told once', async () => {
  const broken = lose('LB-0', { body: '{"event":', ...template('mixed') })
  broken.failureCause = '400'
  const good = ['LB-1', 'LB-2'].map((id) => lose(id, template('mixed')))
  const hopeless = lose('LB-3', { failureReason: 'INVALID_JSON_BODY_SYNTAX', ...template('mixed') })
  const result = await run()
  expect(result).toMatchObject({ state: 'resent', found: 4, resent: 3, delivered: 2, notified: true })
  expect(result.templates[0]?.skipped).toEqual({ hopeless: 1 })
  expect(broken).toMatchObject({ state: 'FAILED', failureCause: '400' })
  expect(good.map(({ state }) => state)).toEqual(['SENT', 'SENT'])
  expect(told().at(-1)).toContain(`${hopeless.encodedKey}: INVALID_JSON_BODY_SYNTAX`)
  expect(await run()).toMatchObject({ notified: false })
  broken.state = 'SENT'
  hopeless.state = 'SENT'
})

test('a run resends only so many, and the next goes on', async () => {
  for (let index = 0; index < 5; index += 1) lose(`LL-${index}`, template('limit'))
  const result = await run({ max_messages: 2 })
  expect(result).toMatchObject({ state: 'resent', found: 5, resent: 2, delivered: 2 })
  expect(result.templates[0]?.skipped).toEqual({ over_limit: 3 })
  expect(await run()).toMatchObject({ found: 3, delivered: 3 })
})

test('a Mambu that refuses to resend is told, and nothing counts as resent', async () => {
  lose('LF-0', template('forbidden'))
  stack.mambu.failNext(1, 403, {}, 'POST /communications/messages:resend')
  expect(await run()).toMatchObject({
    state: 'refused',
    resent: 0,
    reason: expect.stringContaining('403'),
    notified: true,
  })
  expect(await run()).toMatchObject({ state: 'resent', delivered: 1 })
})

test('neither body nor signature of a message is in a history', async () => {
  lose('LS-secret')
  const sent = await stack.send(PROCESS, {})
  await stack.resultOf(PROCESS, { taskId: sent.taskId })
  const handle = await stack.taskOf(PROCESS, { taskId: sent.taskId })
  const payloads = [...JSON.stringify(await handle.fetchHistory()).matchAll(/"data":"([^"]+)"/g)].map(
    ([, data]) => Buffer.from(data as string, 'base64').toString(),
  )
  expect(payloads.join('')).toContain('LOAN_REPAYMENT')
  expect(payloads.join('')).not.toContain('LS-secret')
  expect(payloads.join('')).not.toContain(stack.directUrlOf(LOST).split('/').at(-1))
})

test('its Schedule starts it', async () => {
  const message = lose('LS-1')
  const schedules = createProcessSchedules(stack.client, { taskQueue: stack.taskQueue })
  const when = { everyMs: 24 * 60 * 60 * 1000 }
  await schedules.set({ process: PROCESS, title: 'Resend failed webhooks', when, data: {}, paused: true })
  await schedules.trigger(PROCESS)
  await waitFor('the message is sent', () => message.state === 'SENT', 20_000)
  expect(await stack.resultOf(LOST, { ref: 'LS-1' })).toMatchObject({ state: 'not_in_dunning' })
  await schedules.delete(PROCESS)
})
