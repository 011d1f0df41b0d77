/** The file of a day's ledger: whole, once, whatever happens between its parts. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createExportActivities } from '../../activities/export-file.ts'
import type { JournalEntry } from '../../activities/mambu.ts'

const taskId = '0123456789abcdef01234567'
const other = 'fedcba9876543210fedcba98'
const of = { taskId, attempt: 1, bookingDate: '2026-11-23' }
let dir: string
let ledger: JournalEntry[]

function entry(id: number, more: Partial<JournalEntry> = {}): JournalEntry {
  const none = {
    transactionId: null,
    bookingDate: null,
    creationDate: null,
    accountKey: null,
    branchKey: null,
  }
  const account = { glCode: '1000', glName: 'Cash', currency: 'EUR', notes: null }
  return { key: `k${id}`, id, type: 'DEBIT', amount: 0.1, ...none, ...account, ...more }
}

/** Pages of one entry. */
const open = () =>
  createExportActivities(dir, async ({ cursor }) => {
    const at = cursor === '_' ? 0 : Number(cursor)
    const nextCursor = at + 1 < ledger.length ? String(at + 1) : null
    return { items: ledger.slice(at, at + 1), total: ledger.length, nextOffset: null, nextCursor }
  })

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'startnode-export-'))
  ledger = [
    entry(1),
    entry(2, { amount: 0.2 }),
    entry(3, { type: 'CREDIT', currency: 'USD', notes: 'a\n"b"' }),
  ]
})
afterEach(() => rm(dir, { recursive: true, force: true }))

async function exportAll(task = of) {
  const activities = open()
  let cursor: string | null = '_'
  let sums: Awaited<ReturnType<typeof activities.exportLedgerPage>>['sums'] = []
  let part = 0
  for (; cursor !== null; part += 1) {
    const page = await activities.exportLedgerPage({ ...task, part, cursor, sums })
    cursor = page.nextCursor
    sums = page.sums
  }
  return { activities, sums, parts: part, closed: await activities.closeExport({ ...task, parts: part }) }
}

const read = () => readFile(join(dir, 'ledger-2026-11-23.jsonl'), 'utf8')

test('sums are exact, by account and currency, and every line is one entry', async () => {
  const { sums, closed } = await exportAll()
  expect(sums).toEqual([
    { glCode: '1000', currency: 'EUR', debit: '0.3', credit: '0', count: 2 },
    { glCode: '1000', currency: 'USD', debit: '0', credit: '0.1', count: 1 },
  ])
  expect(closed).toMatchObject({ file: 'ledger-2026-11-23.jsonl', entries: 3, outcome: 'written' })
  const lines = (await read()).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line).amount)).toEqual(['0.1', '0.2', '0.1'])
  expect(JSON.parse(lines[2] as string).notes).toBe('a\n"b"')
})

test('a retry whose first answer was lost has written the file, and writes it no second time', async () => {
  const { activities, parts, closed } = await exportAll()
  expect(await activities.closeExport({ ...of, parts })).toEqual(closed)
  ledger.push(entry(4))
  expect((await exportAll({ ...of, taskId: other })).closed).toEqual({ ...closed, outcome: 'differs' })
  expect((await read()).trimEnd().split('\n')).toHaveLength(3)
})

test('a file of the same content is the same', async () => {
  const { closed } = await exportAll()
  expect((await exportAll({ ...of, taskId: other })).closed).toEqual({ ...closed, outcome: 'same' })
})

test('a part that is not here leaves nothing of a file', async () => {
  const activities = open()
  await activities.exportLedgerPage({ ...of, part: 0, cursor: '_', sums: [] })
  await expect(activities.closeExport({ ...of, parts: 2 })).rejects.toMatchObject({
    type: 'ExportPartMissing',
    nonRetryable: false,
  })
  expect(await readdir(dir)).toEqual(['.parts'])
})

test('parts go, the file stays; there need be none', async () => {
  const { activities } = await exportAll()
  await activities.discardExport(taskId)
  await activities.discardExport(taskId)
  expect(await readdir(join(dir, '.parts'))).toEqual([])
  expect(await read()).not.toBe('')
})

test.each([
  { ...of, bookingDate: '../../../etc/x' },
  { ...of, taskId: '..' },
])('no name leads out of the folder: %j', async (task) => {
  await expect(open().exportLedgerPage({ ...task, part: 0, cursor: '_', sums: [] })).rejects.toMatchObject({
    type: 'usage',
    nonRetryable: true,
  })
  expect(await readdir(dir)).toEqual([])
})
