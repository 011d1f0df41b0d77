/** read-only-window over the full path: two webhooks of Mambu, writes of other processes held and resumed in order. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CurrencyRatesResult } from '../../workflows/currency-rates/currency-rates.ts'
import type { DataAccess, ReadOnlyWindowResult } from '../../workflows/read-only-window/read-only-window.ts'
import { type OutsideSystem, startOutsideSystem } from '../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'read-only-window'
const WAIT = 'Wait until Mambu takes writes again'
const TOKEN = 'rates-token'
let source: OutsideSystem
let stack: ProcessStack
let rate = 1
let tenants = 0
let tenant: string

beforeAll(async () => {
  source = await startOutsideSystem(TOKEN, () => ({
    status: 200,
    body: {
      base: 'EUR',
      date: new Date().toISOString().slice(0, 10),
      rates: { USD: { buy: rate, sell: rate }, GBP: { buy: rate, sell: rate } },
    },
  }))
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS, 'currency-rates', 'resend-failed-webhooks', 'dunning'],
    variables: { rates: { url: `${source.url}/latest`, token: TOKEN } },
  })
  stack.mambu.addUser('operations')
  stack.mambu.addUser('bob')
  await postRates({ by: 'bob', decision: 'approve' })
})

afterAll(async () => {
  await stack?.stop()
  await source?.stop()
})

/** One firing of currency-rates, with rates that Mambu has not. */
async function postRates(approval?: object): Promise<CurrencyRatesResult> {
  rate = Math.round(rate * 100 + 1) / 100
  const body = { base: 'EUR', currencies: ['USD', 'GBP'], max_change_percent: '5' }
  const { taskId } = await stack.send('currency-rates', body)
  if (approval !== undefined) {
    const handle = await stack.taskOf('currency-rates', { taskId })
    await stack.untilWaiting(handle, 'Wait for a decision on the rates')
    await handle.signal('approve', approval)
  }
  return stack.resultOf<CurrencyRatesResult>('currency-rates', { taskId })
}

async function send(state: DataAccess['state'], key: string = randomUUID()): Promise<void> {
  const sent = await stack.send(PROCESS, { state, tenant }, { 'x-notifications-idempotency-key': key })
  expect(sent.status, sent.body).toBe(200)
}

/** A window of a tenant of its own, so that each test has its own task. */
async function openWindow() {
  tenants += 1
  tenant = `bank-${tenants}`
  stack.mambu.readOnly(true)
  await send('READ_ONLY')
  const task = await stack.taskOf(PROCESS, { ref: tenant })
  await stack.untilWaiting(task, WAIT)
  return task
}

const resultOf = () => stack.resultOf<ReadOnlyWindowResult>(PROCESS, { ref: tenant })
/** Of the latest task of the tenant that ended so: another one may have been there before. */
const resultAs = (state: ReadOnlyWindowResult['state']) =>
  waitFor(`the task of ${tenant} ends as ${state}`, async () => {
    const result = await resultOf().catch(() => null)
    return result?.state === state ? result : null
  })
const posted = () => stack.mambu.rates.map(({ toCurrencyCode, buyRate }) => `${toCurrencyCode} ${buyRate}`)

test('an end before its beginning opens no window', async () => {
  tenant = 'swapped'
  await send('READ_WRITE')
  expect(await resultOf()).toMatchObject({ state: 'not_read_only', windows: 0 })
  await send('READ_ONLY')
  expect(await resultAs('already_over')).toMatchObject({ windows: 0, resumed: 0 })
  expect(await postRates()).toMatchObject({ state: 'posted' })
})

test('writes are held while Mambu is read-only, then done in order, each once', async () => {
  const task = await openWindow()
  const before = posted()
  const first = await postRates()
  const second = await postRates()
  for (const { rates } of [first, second])
    expect(rates.map(({ outcome }) => outcome)).toEqual(['held', 'held'])
  expect(posted()).toEqual(before)

  // Mambu tells the beginning twice, and the end before it is true: the task looks for itself.
  await send('READ_ONLY')
  await send('READ_WRITE')
  await waitFor('the write was put back', async () =>
    (await stack.traceOf(task)).some(({ node }) => node === 'Put the write back'),
  )
  expect(posted()).toEqual(before)

  stack.mambu.readOnly(false)
  // The answer of the second write is lost: it is asked for again under its key.
  stack.mambu.failNext(1, 0, {}, 'POST /currencies')
  await send('READ_WRITE')
  expect(await resultOf()).toMatchObject({
    state: 'resumed',
    endedBy: 'mambu',
    windows: 1,
    repeats: 1,
    resumed: 4,
    failures: 0,
    failed: [],
    escalated: false,
  })
  const [a, b] = [first, second].map(({ rates }) => rates.map(({ to, buy }) => `${to} ${buy}`))
  expect(posted()).toEqual([...before, ...(a as string[]), ...(b as string[])])

  // Writes pass again, and a repeat of the end is answered as such.
  expect(await postRates()).toMatchObject({ state: 'posted' })
  await send('READ_WRITE')
  expect(await resultAs('repeated')).toMatchObject({ resumed: 0 })
})

test('who waits for its write goes on when the window ends', async () => {
  await openWindow()
  const lost = stack.mambu.addFailedMessage({
    destination: stack.directUrlOf('dunning'),
    body: '{"event":"LOAN_REPAYMENT","loan_id":"LN-held"}',
  })
  const { taskId } = await stack.send('resend-failed-webhooks', {})
  const waits = await stack.taskOf('resend-failed-webhooks', { taskId })
  await stack.untilWaiting(waits, 'Resend / Wait until Mambu takes writes')
  expect(lost.state).toBe('FAILED')
  stack.mambu.readOnly(false)
  await send('READ_WRITE')
  expect(await resultOf()).toMatchObject({ state: 'resumed', resumed: 1 })
  expect(await waits.result()).toMatchObject({ state: 'resent', delivered: 1 })
})

test('a held write that Mambu refuses is reported, and the others are done', async () => {
  await openWindow()
  await postRates()
  stack.mambu.readOnly(false)
  stack.mambu.failNext(1, 400, {}, 'POST /currencies')
  await send('READ_WRITE')
  expect(await resultOf()).toMatchObject({
    state: 'resumed',
    resumed: 1,
    failures: 1,
    failed: [
      {
        title: 'Post the rate',
        from: expect.stringMatching(/^currency-rates\/t\//),
        outcome: 'refused',
        reason: expect.stringContaining('INVALID_PARAMETERS'),
      },
    ],
    notified: true,
  })
})

test('a person who knows better ends the window; nonsense does not', async () => {
  const task = await openWindow()
  await postRates()
  stack.mambu.readOnly(false)
  await task.signal('resume', {})
  await task.signal('resume', { by: 'bob' })
  expect(await resultOf()).toMatchObject({ state: 'resumed', endedBy: 'bob', resumed: 2 })
})

test('a cancelled window lets writes pass, and what was held is tried', async () => {
  const task = await openWindow()
  await postRates()
  stack.mambu.readOnly(false)
  await task.cancel()
  await expect(resultOf()).rejects.toThrow('Workflow execution cancelled')
  expect(posted().slice(-2)).toEqual([`USD ${rate}`, `GBP ${rate}`])
  expect(await postRates()).toMatchObject({ state: 'posted' })
})

test('a window whose task was terminated is ended by the event of its end', async () => {
  const task = await openWindow()
  await postRates()
  await task.terminate('by mistake')
  stack.mambu.readOnly(false)
  await send('READ_WRITE')
  expect(await resultAs('resumed')).toMatchObject({ endedBy: 'mambu', resumed: 2 })
  expect(posted().slice(-2)).toEqual([`USD ${rate}`, `GBP ${rate}`])
})

test('a repeat of a delivery starts no second window', async () => {
  tenants += 1
  tenant = `bank-${tenants}`
  const key = randomUUID()
  stack.mambu.readOnly(true)
  await send('READ_ONLY', key)
  await stack.untilWaiting(await stack.taskOf(PROCESS, { ref: tenant }), WAIT)
  await send('READ_ONLY', key)
  stack.mambu.readOnly(false)
  await send('READ_WRITE')
  expect(await resultOf()).toMatchObject({ state: 'resumed', endedBy: 'mambu', repeats: 0, windows: 1 })
})

test('no sender says where a window stands', async () => {
  const progress = { since: 0, windows: 1, repeats: 0, escalated: false, resumed: 0, failures: 0, failed: [] }
  expect((await stack.send(PROCESS, { state: 'READ_ONLY', tenant: 'x', progress })).status).toBe(422)
})
