/** end-of-day-export over the full path: webhook in, thousands of ledger entries out of Mambu, one file. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EndOfDayExportResult } from '../../workflows/end-of-day-export/end-of-day-export.ts'
import { type ProcessStack, startProcessStack } from '../helpers/process-stack.ts'
import { temporalAddress } from '../helpers/temporal.ts'
import { waitFor } from '../helpers/wait-for.ts'

const PROCESS = 'end-of-day-export'
const EVENT = 'END_OF_DAY_PROCESSING_COMPLETED'
let dir: string
let stack: ProcessStack
/** The day that the latest end of day closed. */
let yesterday: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'startnode-export-'))
  stack = await startProcessStack({
    temporal: temporalAddress(),
    namespace: PROCESS,
    processes: [PROCESS],
    env: { EXPORT_DIR: dir },
  })
  stack.mambu.addUser('operations')
  stack.mambu.setEndOfDay('COMPLETE')
  yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000).toISOString().slice(0, 10)
})

afterAll(async () => {
  await stack?.stop()
  await rm(dir, { recursive: true, force: true })
})

/** Sends one event; without a day it is about the day that Mambu closed. */
async function send(day?: string, key: string = randomUUID()) {
  const body = { event: EVENT, ...(day === undefined ? {} : { booking_date: day }) }
  const sent = await stack.send(PROCESS, body, { 'x-notifications-idempotency-key': key })
  expect(sent.status, sent.body).toBe(200)
  return { taskId: sent.taskId }
}

const resultOf = (task: { taskId: string | null }) => stack.resultOf<EndOfDayExportResult>(PROCESS, task)
const readExport = (day: string) => readFile(join(dir, `ledger-${day}.jsonl`), 'utf8')
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const told = () => stack.mambu.tasks.map(({ body }) => body.title)
const pages = () => stack.mambu.requests.filter(({ path }) => path === '/gljournalentries:search').length

test('a ledger of 11,002 entries becomes one file over several runs of one task, and its sums are exact', async () => {
  const day = yesterday
  stack.mambu.addJournalEntries(11_002, day)
  stack.mambu.addJournalEntries(10, '2026-01-05')
  const key = randomUUID()
  const task = await send(undefined, key)
  const result = await resultOf(task)
  const text = await readExport(day)
  // 1.01 + 2.02 + ... + 5501 x 1.01
  const sum = '15284583.51'
  expect(result).toMatchObject({
    state: 'exported',
    bookingDate: day,
    entries: 11_002,
    reconciled: true,
    file: {
      file: `ledger-${day}.jsonl`,
      entries: 11_002,
      sha256: sha256(text),
      bytes: Buffer.byteLength(text),
    },
    currencies: [{ currency: 'EUR', debit: sum, credit: sum, balanced: true }],
    accounts: [
      { glCode: '1000', debit: sum, credit: '0', count: 5_501 },
      { glCode: '2000', debit: '0', credit: sum, count: 5_501 },
    ],
    notified: false,
  })
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
  expect(lines).toHaveLength(11_002)
  expect(new Set(lines.map(({ id }) => id)).size).toBe(11_002)
  expect(lines[2]).toMatchObject({ type: 'DEBIT', amount: '2.02', glCode: '1000', currency: 'EUR' })
  expect(pages()).toBe(12)

  // One more run than one; the trace knows all pages, and no part is left.
  const handle = await stack.taskOf(PROCESS, task)
  const trace = await stack.traceOf(handle)
  expect(trace.filter(({ node }) => node === 'Read a page of the ledger')).toHaveLength(12)
  expect(JSON.stringify(await handle.fetchHistory())).not.toContain('Check the end of day')
  expect(await readdir(join(dir, '.parts'))).toEqual([])

  // A repeat of the webhook starts nothing; a second event of the day finds the file and says so.
  expect(await send(undefined, key)).toEqual(task)
  expect(await resultOf(await send())).toMatchObject({
    state: 'already_exported',
    bookingDate: day,
    file: { sha256: sha256(text) },
  })
  expect(await readExport(day)).toBe(text)
})

test('a ledger that has changed since leaves the file as it is, and operations are told', async () => {
  stack.mambu.addJournalEntries(4, '2026-02-01')
  await resultOf(await send('2026-02-01'))
  const text = await readExport('2026-02-01')
  stack.mambu.addJournalEntries(2, '2026-02-01')
  expect(await resultOf(await send('2026-02-01'))).toMatchObject({
    state: 'differs',
    entries: 6,
    file: { entries: 4, sha256: sha256(text) },
    notified: true,
  })
  expect(await readExport('2026-02-01')).toBe(text)
  expect(told()).toContain('Look at the ledger of 2026-02-01')
})

test('two tasks of one day at the same time write one file', async () => {
  stack.mambu.addJournalEntries(40, '2026-02-02')
  const tasks = await Promise.all([send('2026-02-02'), send('2026-02-02'), send('2026-02-02')])
  const states = await Promise.all(tasks.map(async (task) => (await resultOf(task)).state))
  expect(states.toSorted()).toEqual(['already_exported', 'already_exported', 'exported'])
})

test('debits that are not the credits are exported all the same, and told', async () => {
  stack.mambu.addJournalEntries(3, '2026-02-03')
  expect(await resultOf(await send('2026-02-03'))).toMatchObject({
    state: 'exported',
    currencies: [{ debit: '3.03', credit: '1.01', balanced: false }],
    notified: true,
  })
})

test('a day without entries is an empty file', async () => {
  expect(await resultOf(await send('2026-02-04'))).toMatchObject({
    state: 'exported',
    entries: 0,
    reconciled: true,
    currencies: [],
  })
  expect(await readExport('2026-02-04')).toBe('')
})

test('a Mambu that is away and comes back, and a folder that is none for a while, change nothing', async () => {
  stack.mambu.addJournalEntries(2_100, '2026-02-05')
  stack.mambu.failNext(1, 503, { 'retry-after': '1' }, 'POST /gljournalentries:search')
  stack.mambu.failNext(1, 0, {}, 'POST /gljournalentries:search')
  // Where the parts of all tasks should go stands a file.
  await rm(join(dir, '.parts'), { recursive: true, force: true })
  await writeFile(join(dir, '.parts'), '')
  const task = await send('2026-02-05')
  const before = pages()
  await waitFor('Mambu was asked in vain', () => pages() > before + 2)
  await rm(join(dir, '.parts'))
  expect(await resultOf(task)).toMatchObject({ state: 'exported', entries: 2_100, reconciled: true })
})

test('an end of day that failed exports nothing, and operations are told', async () => {
  stack.mambu.setEndOfDay('ERROR')
  expect(await resultOf(await send())).toEqual({ state: 'not_complete', endOfDay: 'ERROR', notified: true })
  expect(told()).toContain('The end of day is not complete')
  stack.mambu.setEndOfDay('COMPLETE')
})

test('a cancelled task leaves neither file nor parts', async () => {
  stack.mambu.setEndOfDay('IN_PROGRESS')
  const task = await send()
  const handle = await stack.taskOf(PROCESS, task)
  await stack.untilWaiting(handle, 'Wait for the end of day')
  await handle.cancel()
  await expect(resultOf(task)).rejects.toThrow('Workflow execution cancelled')
  expect(await readdir(join(dir, '.parts')).catch(() => [])).toEqual([])
  stack.mambu.setEndOfDay('COMPLETE')
})

test.each([
  {
    event: EVENT,
    progress: {
      bookingDate: '2026-02-06',
      attempt: 1,
      parts: 0,
      cursor: null,
      entries: 0,
      total: 0,
      sums: [],
    },
  },
  { event: EVENT, booking_date: '../../etc' },
  { event: 'LOAN_APPROVAL' },
])('no sender says where a run stands, or a day that is none: %j', async (body) => {
  expect((await stack.send(PROCESS, body)).status).toBe(422)
})

test('no entry of the ledger is in a history', async () => {
  stack.mambu.addJournalEntries(2, '2026-02-07')
  const task = await send('2026-02-07')
  await resultOf(task)
  const history = JSON.stringify(await (await stack.taskOf(PROCESS, task)).fetchHistory())
  const payloads = [...history.matchAll(/"data":"([^"]+)"/g)].map(([, data]) =>
    Buffer.from(data as string, 'base64').toString(),
  )
  expect(payloads.join('')).toContain('2026-02-07')
  expect(payloads.join('')).not.toContain('SEED-')
})
