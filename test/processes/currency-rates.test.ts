/** currency-rates over the whole path: a schedule's data, treasury's rates, a person, Mambu. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CurrencyRatesResult } from '../../workflows/currency-rates/currency-rates.ts'
import { type OutsideSystem, startOutsideSystem } from '../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'

const PROCESS = 'currency-rates'
const TOKEN = 'rates-token-77d1'
const WAIT = 'Wait for a decision on the rates'
let source: OutsideSystem
let stack: ProcessStack
let quotes: Record<string, { buy: string | number; sell: string | number }> = {}
let date: string
const statuses: number[] = []

beforeAll(async () => {
  source = await startOutsideSystem(TOKEN, () => {
    const status = statuses.shift() ?? 200
    return { status, body: status === 200 ? { base: 'EUR', date, rates: quotes, internal: 'x' } : {} }
  })
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS],
    variables: { rates: { url: `${source.url}/latest`, token: TOKEN } },
  })
  stack.mambu.addUser('operations')
  stack.mambu.addUser('bob')
  stack.mambu.addUser('left', undefined, { state: 'INACTIVE' })
})

afterAll(async () => {
  await stack?.stop()
  await source?.stop()
})

beforeEach(() => {
  date = new Date().toISOString().slice(0, 10)
})

/** One firing; each test has currencies of its own, so that none sees the rates of another. */
async function fire(currencies: readonly string[], more: object = {}) {
  const sent = await stack.send(PROCESS, { base: 'EUR', currencies, max_change_percent: '5', ...more })
  expect(sent.status, sent.body).toBe(200)
  return { taskId: sent.taskId }
}

const resultOf = (task: { taskId: string | null }) => stack.resultOf<CurrencyRatesResult>(PROCESS, task)
const posted = (to: string) =>
  stack.mambu.rates
    .filter((rate) => rate.toCurrencyCode === to)
    .map(({ buyRate, sellRate }) => `${buyRate}/${sellRate}`)

async function decide(task: { taskId: string | null }, decision: object) {
  const handle = await stack.taskOf(PROCESS, task)
  await stack.untilWaiting(handle, WAIT)
  await handle.signal('approve', decision)
  return handle
}

/** Brings first rates into Mambu, which a person decides on. */
async function seed(rates: typeof quotes) {
  quotes = rates
  const task = await fire(Object.keys(rates))
  await decide(task, { by: 'bob', decision: 'approve' })
  expect(await resultOf(task)).toMatchObject({ state: 'posted', decidedBy: 'bob' })
}

test('rates within the bound are posted once, those that Mambu has are not posted again', async () => {
  await seed({ USD: { buy: '1.0800', sell: '1.1000' }, GBP: { buy: 0.84, sell: 0.86 } })
  // 5 % and not a digit more
  quotes = { USD: { buy: '1.134', sell: '1.155' }, GBP: { buy: '0.840', sell: '0.860' } }
  const result = await resultOf(await fire(['USD', 'GBP']))
  expect(result).toEqual({
    state: 'posted',
    date,
    rates: [
      { to: 'GBP', outcome: 'unchanged', buy: '0.840', sell: '0.860', reason: null },
      { to: 'USD', outcome: 'posted', buy: '1.134', sell: '1.155', reason: null },
    ],
    decidedBy: null,
    proved: null,
    notified: false,
  })
  expect(await resultOf(await fire(['USD', 'GBP', 'USD']))).toMatchObject({ state: 'unchanged' })
  expect(posted('USD')).toEqual(['1.08/1.1', '1.134/1.155'])
  expect(posted('GBP')).toEqual(['0.84/0.86'])
})

test('a jump waits for an active user of Mambu, and the other rates do not wait for it', async () => {
  await seed({ CHF: { buy: '0.90', sell: '0.92' }, SEK: { buy: '11', sell: '11.2' } })
  quotes = { CHF: { buy: '0.9451', sell: '0.95' }, SEK: { buy: '11.1', sell: '11.3' } }
  const task = await fire(['CHF', 'SEK'])
  await decide(task, { by: 'left', decision: 'approve' })
  const handle = await decide(task, { by: 'mallory', decision: 'approve' })
  expect(posted('SEK')).toEqual(['11/11.2', '11.1/11.3'])
  await handle.signal('approve', { by: 'bob' })
  expect(posted('CHF')).toEqual(['0.9/0.92'])
  await handle.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await resultOf(task)).toMatchObject({ state: 'posted', decidedBy: 'bob', notified: false })
  expect(posted('CHF')).toEqual(['0.9/0.92', '0.9451/0.95'])
  expect(stack.mambu.tasks.map(({ body }) => body.title)).toContain('EUR: CHF need a decision')
})

test('a jump that a person rejects is not posted, and operations are told why', async () => {
  await seed({ NOK: { buy: '11', sell: '11.2' } })
  quotes = { NOK: { buy: '1.1', sell: '1.12' } }
  const task = await fire(['NOK'])
  await decide(task, { by: 'bob', decision: 'reject', comment: 'a digit is missing' })
  expect(await resultOf(task)).toMatchObject({
    state: 'incomplete',
    rates: [{ to: 'NOK', outcome: 'rejected', reason: 'a digit is missing' }],
    notified: true,
  })
  expect(posted('NOK')).toEqual(['11/11.2'])
})

test('a rate that somebody else has posted meanwhile is not overwritten by an old decision', async () => {
  await seed({ DKK: { buy: '7.4', sell: '7.5' } })
  quotes = { DKK: { buy: '8.4', sell: '8.5' } }
  const task = await fire(['DKK'])
  const handle = await stack.taskOf(PROCESS, task)
  await stack.untilWaiting(handle, WAIT)
  quotes = { DKK: { buy: '7.41', sell: '7.51' } }
  expect(await resultOf(await fire(['DKK']))).toMatchObject({ state: 'posted' })
  await handle.signal('approve', { by: 'bob', decision: 'approve' })
  expect(await resultOf(task)).toMatchObject({ state: 'incomplete', rates: [{ outcome: 'overtaken' }] })
  expect(posted('DKK')).toEqual(['7.4/7.5', '7.41/7.51'])
})

test.each([
  ['PLN', undefined, 'the source gave none'],
  ['HUF', { buy: '400', sell: '399' }, 'it buys for more than it sells for'],
  ['CZK', { buy: '25.12345678901234567', sell: '26' }, 'it has more digits than Mambu takes'],
])('a rate that can be none is told and not posted: %s', async (to, quote, reason) => {
  quotes = quote === undefined ? {} : { [to]: quote }
  expect(await resultOf(await fire([to]))).toMatchObject({
    state: 'incomplete',
    rates: [{ to, outcome: 'faulty', reason }],
    notified: true,
  })
  expect(posted(to)).toEqual([])
})

test('old rates and a source that answers nonsense post nothing', async () => {
  quotes = { JPY: { buy: '160', sell: '161' } }
  date = '2026-01-05'
  expect(await resultOf(await fire(['JPY']))).toMatchObject({ state: 'stale', date, notified: true })
  quotes = { JPY: { buy: 'n/a', sell: '161' } }
  expect(await resultOf(await fire(['JPY']))).toMatchObject({ state: 'unavailable', notified: true })
  statuses.push(403)
  expect(await resultOf(await fire(['JPY']))).toMatchObject({ state: 'unavailable', date: null })
  expect(posted('JPY')).toEqual([])
})

test('a source and a Mambu that are away for a moment post once, also when the answer of Mambu is lost', async () => {
  await seed({ RON: { buy: '4.9', sell: '5' } })
  quotes = { RON: { buy: '4.95', sell: '5.05' } }
  statuses.push(503)
  stack.mambu.failNext(1, 503, { 'retry-after': '1' }, 'GET /currencies')
  stack.mambu.failNext(1, 0, {}, 'POST /currencies')
  expect(await resultOf(await fire(['RON']))).toMatchObject({ state: 'posted' })
  expect(posted('RON')).toEqual(['4.9/5', '4.95/5.05'])
})

test('a rate that Mambu refuses is told, and the others are posted', async () => {
  await seed({ BGN: { buy: '1.94', sell: '1.96' }, TRY: { buy: '48', sell: '49' } })
  quotes = { BGN: { buy: '1.95', sell: '1.97' }, TRY: { buy: '48.5', sell: '49.5' } }
  stack.mambu.failNext(1, 400, {}, 'POST /currencies')
  expect(await resultOf(await fire(['BGN', 'TRY']))).toMatchObject({
    state: 'incomplete',
    rates: [
      { to: 'BGN', outcome: 'refused', reason: expect.stringContaining('INVALID_PARAMETERS') },
      { to: 'TRY', outcome: 'posted' },
    ],
  })
})

test('the token of the source is in no history, and nothing of its answer but the rates', async () => {
  quotes = {}
  const task = await fire(['ISK'])
  await resultOf(task)
  const history = JSON.stringify(await (await stack.taskOf(PROCESS, task)).fetchHistory())
  const payloads = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
    Buffer.from(data as string, 'base64').toString(),
  )
  expect(payloads.join('')).toContain('exchangeRates')
  expect(payloads.join('')).not.toContain(TOKEN)
  expect(payloads.join('')).not.toContain('internal')
})
