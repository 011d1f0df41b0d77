import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMambuActivities } from '../../../activities/mambu.ts'
import { type OpenMambu, openMambu } from './open-mambu.ts'

let open: OpenMambu

beforeAll(async () => {
  open = await openMambu()
  open.mambu.addJournalEntries(2_500, '2026-11-23')
  open.mambu.addJournalEntries(10, '2026-11-24')
})
afterAll(() => open?.mambu.stop())

const search = {
  filters: [{ field: 'bookingDate', operator: 'ON', value: '2026-11-23' }],
} as const
/** 1.01 + 2.02 + ... + 1250 * 1.01. */
const SUM = '789693.75'

test('the entries of a day come page by page, with cursors', async () => {
  const { call } = open
  const seen: number[] = []
  let cursor = '_'
  for (;;) {
    const page = await call.searchJournalEntries({ ...search, cursor, limit: 1_000 })
    seen.push(...page.items.map(({ id }) => id))
    expect(page.total).toBe(2_500)
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  expect(seen).toEqual(Array.from({ length: 2_500 }, (_, index) => index + 1))
})

test('a few pages can be read by offset too, in an order of one’s own', async () => {
  const sort = { field: 'entryId', order: 'DESC' } as const
  const page = await open.call.searchJournalEntries({ ...search, sort, limit: 2 })
  expect(page).toMatchObject({ items: [{ id: 2_500 }, { id: 2_499 }], nextOffset: 2, nextCursor: null })
})

test('the totals of a day are exact', async () => {
  expect(await open.call.totalJournalEntries(search)).toEqual({ count: 2_500, debit: SUM, credit: SUM })
})

test('a retry goes on at the page where the attempt before stopped', async () => {
  const { mambu } = open
  const { totalJournalEntries } = createMambuActivities({ baseUrl: mambu.url, apiKey: mambu.apiKey })
  const environment = (heartbeatDetails?: unknown) =>
    new MockActivityEnvironment({ heartbeatDetails }, { logger: new DefaultLogger('ERROR') })
  const beats: unknown[] = []
  const first = environment()
  first.on('heartbeat', (details: unknown) => {
    beats.push(structuredClone(details))
    // Whatever the second page meets, it does not pass.
    if (beats.length === 2) mambu.failNext(1, 503, {}, 'POST /gljournalentries:search')
  })
  await expect(first.run(totalJournalEntries, search)).rejects.toMatchObject({ type: 'MambuUnavailable' })
  expect(beats).toMatchObject([
    { pages: 1, carry: { count: 1_000 } },
    { pages: 2, carry: { count: 2_000 } },
  ])
  const before = mambu.requests.length
  expect(await environment(beats[1]).run(totalJournalEntries, search)).toEqual({
    count: 2_500,
    debit: SUM,
    credit: SUM,
  })
  expect(mambu.requests.length - before).toBe(1)
})

test('an entry is posted once, and only when it balances', async () => {
  const { mambu, call, write, failureOf } = open
  const entry = {
    ...write('Book'),
    date: '2026-11-22T10:00:00+00:00',
    debits: [
      { glCode: '1000', amount: 10.1 },
      { glCode: '1001', amount: 0.2 },
    ],
    credits: [{ glCode: '2000', amount: 10.3 }],
  }
  const lines = await call.createJournalEntry(entry)
  expect(lines.map(({ type, amount, glCode }) => [type, amount, glCode])).toEqual([
    ['DEBIT', 10.1, '1000'],
    ['DEBIT', 0.2, '1001'],
    ['CREDIT', 10.3, '2000'],
  ])
  const count = mambu.journalEntries.length
  await call.createJournalEntry(entry)
  expect(mambu.journalEntries).toHaveLength(count)
  const odd = { ...entry, node: 'Odd', credits: [{ glCode: '2000', amount: 10.2 }] }
  expect((await failureOf(call.createJournalEntry(odd))).message).toContain('DO_NOT_MATCH')
})

test('rates, the end of day, and a bank that is read-only for a while', async () => {
  const { mambu, call, write, failureOf } = open
  const rate = {
    ...write('Rate'),
    from: 'EUR',
    to: 'USD',
    buy: 1.08,
    sell: 1.1,
    startDate: '2026-11-24T00:00:00+00:00',
  }
  expect(await call.createExchangeRate(rate)).toMatchObject({ from: 'EUR', to: 'USD', buy: 1.08 })
  await call.createExchangeRate(rate)
  expect(await call.listExchangeRates({ from: 'EUR', to: 'USD' })).toMatchObject({
    total: 1,
    items: [{ sell: 1.1 }],
  })

  expect(await call.getLatestEndOfDay()).toBeNull()
  expect(await call.runEndOfDay(write('Run'))).toBe('QUEUED')
  mambu.setEndOfDay('COMPLETE')
  expect(await call.getLatestEndOfDay()).toMatchObject({ state: 'COMPLETE', endDate: expect.any(String) })

  mambu.readOnly(true)
  const failure = await failureOf(call.runEndOfDay(write('Run')))
  expect(failure).toMatchObject({ type: 'MambuUnavailable', nonRetryable: false })
  expect(failure.message).toContain('READ_ONLY_MODE')
  expect(await call.getLatestEndOfDay()).toMatchObject({ state: 'COMPLETE' })
  mambu.readOnly(false)
})
