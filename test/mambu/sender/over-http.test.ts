/** Simulated events against a real receiver: what Mambu would see of it. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { StartnodeError } from '../../../src/errors/startnode-error.ts'
import { MAMBU_RULES, paceRules } from '../../../src/mambu/sender/delivery-rules.ts'
import { numberEvents, renderEvents } from '../../../src/mambu/sender/event-bodies.ts'
import { sendWebhook, type WebhookRequest } from '../../../src/mambu/sender/send-webhook.ts'
import { type SimulationOptions, simulate } from '../../../src/mambu/sender/simulate.ts'
import { pathOf, type RunningTestReceiver, startTestReceiver } from '../../receiver/running-receiver.ts'

let running: RunningTestReceiver
beforeAll(async () => {
  running = await startTestReceiver(true)
})
afterAll(() => running.stop())
beforeEach(() => {
  running.deliveries.length = 0
  running.state.refusing = null
})

const FAST = paceRules(MAMBU_RULES, 30_000)

/** Runs events over HTTP. @param before called before each try with its number */
async function run(
  process: string,
  body: (number: number) => string,
  more: {
    method?: WebhookRequest['method']
    options?: Partial<SimulationOptions>
    before?: (attempt: number) => void
  } = {},
) {
  let attempt = 0
  let ids = 0
  return simulate(
    { rules: FAST, events: 8, rate: 500, parallel: 2, resends: 0, loseAnswerEvery: 0, ...more.options },
    {
      body,
      send: (text, id) => {
        more.before?.(++attempt)
        return sendWebhook({
          url: `http://127.0.0.1:${running.port}${pathOf(process)}`,
          method: more.method ?? 'POST',
          headers: { 'content-type': 'text/plain', 'x-notifications-idempotency-key': id },
          body: text,
          timeoutMs: 5_000,
        })
      },
      drawId: () => `event-${++ids}`,
      now: () => performance.now(),
      sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    },
  )
}

const events = renderEvents('{"id":"{ACCOUNT_ID}"}', [{ ACCOUNT_ID: 'LN{n}' }])

test.each(['POST', 'PUT', 'PATCH'] as const)(
  '%s as plain text is delivered, one delivery an event',
  async (method) => {
    const report = await run('with-ref', events, { method })
    expect(report).toMatchObject({
      delivered: 8,
      firstTry: 8,
      lost: 0,
      answers: { 200: 8 },
      tasks: 8,
      doubled: 0,
    })
    expect(running.deliveries.map(({ ref }) => ref).sort()).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `LN${n}`),
    )
  },
)

test('a lost answer becomes no second task: the repeat names the same one', async () => {
  const report = await run('plain', events, { options: { loseAnswerEvery: 3 } })
  expect(report).toMatchObject({ delivered: 8, lost: 0, tasks: 8, doubled: 0 })
  expect(report.retried).toBeGreaterThan(0)
})

test('a full inbox costs tries, and what comes back in time loses nothing', async () => {
  const report = await run('plain', events, {
    // One after the other, so that a try meets the inbox that is set for it
    options: { parallel: 1 },
    before: (attempt) => {
      running.state.refusing = attempt <= 6 ? new StartnodeError('inbox_full') : null
    },
  })
  expect(report).toMatchObject({ delivered: 8, lost: 0, answers: { 200: 8, 503: 6 } })
  expect(report.breaker.opened).toBeGreaterThan(0)
  expect(report.reasons[0]?.reason).toMatch(/^503 .*inbox/i)
})

test('a payload that breaks the schema is lost after four tries, and the report says why', async () => {
  const report = await run('plain', () => '{"amount":"1.234,56"}', { options: { events: 2 } })
  expect(report).toMatchObject({ delivered: 0, lost: 2, tries: 8, answers: { 422: 8 } })
  expect(report.reasons[0]?.reason).toMatch(/\/amount .*localised number/)
})

test('nobody there, too late, and a redirect are failures', async () => {
  const server = createServer((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: '/elsewhere' }).end()
  }).listen(0, '127.0.0.1')
  await new Promise((listening) => server.once('listening', listening))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const request = { method: 'POST', headers: {}, body: '{}', timeoutMs: 100 } as const
  expect(await sendWebhook({ ...request, url: `${base}/moved` })).toMatchObject({ status: 302 })
  expect(await sendWebhook({ ...request, url: `${base}/silent` })).toMatchObject({
    status: null,
    reason: 'no answer within 100 ms',
  })
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
  const nobody = await sendWebhook({ ...request, url: base })
  expect(nobody).toMatchObject({ status: null, reason: expect.stringMatching(/^no answer: ./) })
})

test('an example body gets a ref and a key of its own for each event, and is else unchanged', () => {
  const body = numberEvents(
    '{"loan":{"id":"LN"},"key":"k","n":1.50}',
    {
      ref: { pointer: '/loan/id' },
      deliveryKey: { pointer: '/key' },
    },
    'run-',
  )
  expect(JSON.parse(body(3))).toEqual({ loan: { id: 'LN-run-3' }, key: 'k-run-3', n: 1.5 })
  expect(JSON.parse(numberEvents('{"a":1}', { ref: { header: 'x' }, deliveryKey: null }, '')(1))).toEqual({
    a: 1,
  })
})
