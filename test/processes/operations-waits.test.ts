/** Hours and days of the processes that look after Mambu itself: on a server that skips time, over the full path. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestWorkflowEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MambuStandIn, startMambuStandIn } from '../../src/mambu/bank/stand-in.ts'
import type { CurrencyRatesResult } from '../../workflows/currency-rates/currency-rates.ts'
import type { EndOfDayExportResult } from '../../workflows/end-of-day-export/end-of-day-export.ts'
import type { ReadOnlyWindowResult } from '../../workflows/read-only-window/read-only-window.ts'
import { type OutsideSystem, startOutsideSystem } from '../helpers/outside-system.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { OPENS_WITHIN_MS, openTimeSkipping } from '../helpers/time-skipping.ts'

let environment: TestWorkflowEnvironment
let source: OutsideSystem
let mambu: MambuStandIn
let gateway: Awaited<ReturnType<typeof startGateway>>
let stack: ProcessStack
const rate = 1
/** As time was skipped, only the server knows which day it is. */
let date: string

beforeAll(async () => {
  environment = await openTimeSkipping()
  mambu = await startMambuStandIn({ loans: [] })
  gateway = await startGateway(mambu.url)
  source = await startOutsideSystem('token', () => ({
    status: 200,
    body: { base: 'EUR', date, rates: { USD: { buy: rate, sell: rate } } },
  }))
  stack = await startProcessStack({
    temporal: environment,
    processes: [
      'currency-rates',
      'end-of-day-export',
      'read-only-window',
      'dunning',
      'resend-failed-webhooks',
    ],
    variables: { rates: { url: source.url, token: 'token' } },
    mambu: { ...mambu, url: gateway.url },
  })
  mambu.addUser('operations')
}, OPENS_WITHIN_MS)

afterAll(async () => {
  await stack?.stop()
  await source?.stop()
  await gateway?.stop()
  await mambu?.stop()
  await environment?.teardown()
})

/** Passes everything on to Mambu, and can say another count of entries than Mambu does. */
async function startGateway(to: string) {
  const gateway = { total: null as string | null, searches: 0 }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const headers = Object.fromEntries(
      ['accept', 'apikey', 'content-type', 'idempotency-key'].flatMap((name) =>
        request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]],
      ),
    )
    const answer = await fetch(`${new URL(to).origin}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      ...(chunks.length === 0 ? {} : { body: Buffer.concat(chunks) }),
    })
    const isSearch = request.url?.includes('gljournalentries:search') ?? false
    if (isSearch) gateway.searches += 1
    for (const name of ['content-type', 'items-total', 'items-offset', 'items-next-cursor'])
      if (answer.headers.has(name)) response.setHeader(name, answer.headers.get(name) as string)
    if (isSearch && gateway.total !== null) response.setHeader('items-total', gateway.total)
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return Object.assign(gateway, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  })
}

const titles = () => mambu.tasks.map(({ body }) => String(body.title))

async function postRates(): Promise<CurrencyRatesResult> {
  date = new Date(await environment.currentTimeMs()).toISOString().slice(0, 10)
  const body = { base: 'EUR', currencies: ['USD'], max_change_percent: '5' }
  const { taskId } = await stack.send('currency-rates', body)
  return stack.resultOf<CurrencyRatesResult>('currency-rates', { taskId })
}

async function sendState(state: 'READ_ONLY' | 'READ_WRITE', tenant: string) {
  const sent = await stack.send('read-only-window', { state, tenant })
  expect(sent.status, sent.body).toBe(200)
}
const windowOf = (tenant: string) => stack.resultOf<ReadOnlyWindowResult>('read-only-window', { ref: tenant })

test('first rates on which nobody decides for 12 hours are not posted', async () => {
  expect(await postRates()).toMatchObject({
    state: 'incomplete',
    rates: [{ to: 'USD', outcome: 'expired' }],
    decidedBy: null,
    notified: true,
  })
  expect(mambu.rates).toEqual([])
})

test('an end of day that goes on for hours is not exported', async () => {
  mambu.setEndOfDay('IN_PROGRESS')
  const { taskId } = await stack.send('end-of-day-export', { event: 'END_OF_DAY_PROCESSING_COMPLETED' })
  expect(await stack.resultOf<EndOfDayExportResult>('end-of-day-export', { taskId })).toMatchObject({
    state: 'not_complete',
    endOfDay: 'IN_PROGRESS',
  })
})

test('a ledger whose count is never that of its pages is read three times and not written', async () => {
  mambu.addJournalEntries(4, '2026-03-01')
  gateway.total = '5'
  const body = { event: 'END_OF_DAY_PROCESSING_COMPLETED', booking_date: '2026-03-01' }
  const first = await stack.send('end-of-day-export', body)
  expect(await stack.resultOf('end-of-day-export', { taskId: first.taskId })).toEqual({
    state: 'unreconciled',
    bookingDate: '2026-03-01',
    entries: 4,
    total: 5,
    notified: true,
  })
  expect(gateway.searches).toBe(3)
  // Nothing of it stands: once the counts agree, the day is exported.
  gateway.total = null
  const second = await stack.send('end-of-day-export', body)
  expect(await stack.resultOf('end-of-day-export', { taskId: second.taskId })).toMatchObject({
    state: 'exported',
    entries: 4,
  })
})

test('a window whose end is never told is found to be over by a held write', async () => {
  mambu.addFailedMessage({
    destination: stack.directUrlOf('dunning'),
    body: '{"event":"LOAN_REPAYMENT","loan_id":"LN-1"}',
    creationDate: new Date(await environment.currentTimeMs()).toISOString(),
  })
  await sendState('READ_ONLY', 'lost')
  await stack.untilWaiting(
    await stack.taskOf('read-only-window', { ref: 'lost' }),
    'Wait until Mambu takes writes again',
  )
  const { taskId } = await stack.send('resend-failed-webhooks', { days: 90 })
  expect(await stack.resultOf('resend-failed-webhooks', { taskId })).toMatchObject({ delivered: 1 })
  expect(await windowOf('lost')).toMatchObject({ state: 'resumed', endedBy: 'found', resumed: 1 })
})

test('a window that never ends is escalated after 4 hours, and after 7 days nothing is held any more', async () => {
  mambu.readOnly(false)
  await sendState('READ_ONLY', 'endless')
  expect(await windowOf('endless')).toMatchObject({
    state: 'unfinished',
    endedBy: null,
    escalated: true,
    notified: true,
  })
  expect(titles().filter((title) => title === 'Mambu has been read-only for 4 hours')).toHaveLength(1)
})
