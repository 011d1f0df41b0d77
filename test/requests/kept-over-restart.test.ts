/** Counts and log of requests are there again after a restart, whatever became of the file. */
import { existsSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addCounts,
  NO_COUNTS,
  type PeriodCounts,
  refusedOf,
} from '../../src/requests/counts/period-counts.ts'
import { NOBODY } from '../../src/requests/request-metrics.ts'
import { foldCounts, KEPT_DAYS, readCounts, writeHours } from '../../src/requests/store/kept-counts.ts'
import { openRequestStore } from '../../src/requests/store/open-request-store.ts'
import { rowOf, useStores } from './use-store.ts'

const { makeDir, start } = useStores()
const HOUR = 3_600_000
const stranger = rowOf({ process: null, addressed: null, code: 'access_denied', status: 403, taskId: null })

test('what was counted before a restart is counted after it, and goes on', async () => {
  const dir = makeDir()
  let receiver = await start(dir)
  for (let n = 0; n < 3; n++) receiver.request(rowOf())
  receiver.request(rowOf({ code: 'schema_mismatch', status: 422, keptAs: 'a'.repeat(24) }))
  receiver.request(stranger)
  receiver.metrics.identified({ process: 'loan-approved', key: null })
  receiver.metrics.identified({ process: 'loan-approved', key: 'k' })
  const settled = { process: 'loan-approved', taskId: 'a'.repeat(24), receivedAt: rowOf().time }
  receiver.metrics.settle({ ...settled, repeat: true, keptAs: null, reused: false })
  receiver.metrics.settle({ ...settled, repeat: false, keptAs: 'c'.repeat(24), reused: true })
  // Its row said that it is kept; it only became another entry
  receiver.metrics.settle({ ...settled, repeat: false, keptAs: 'd'.repeat(24), reused: false })
  const lastAt = rowOf().time
  receiver.request(rowOf({ time: lastAt, durationMs: 700 }))
  await receiver.end()
  receiver = await start(dir)
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
  const { hours, answerMs } = receiver.metrics.recentOf('loan-approved')
  expect([sum(hours.accepted), sum(hours.refused), answerMs.count]).toEqual([4, 1, 5])
  expect(answerMs.p99).toBeGreaterThanOrEqual(700)
  expect(receiver.metrics.ofProcess('loan-approved')).toEqual({ accepted: 0, refused: 0, lastAt })
  receiver.request(rowOf())
  await receiver.keeping.flush()
  const today = addCounts(receiver.history.hours('loan-approved', 2).map(({ counts }) => counts))
  expect(today).toMatchObject({
    accepted: 5,
    refused: { schema_mismatch: 1 },
    kept: 2,
    repeats: 1,
    keyless: 1,
    keyed: 1,
  })
  expect(addCounts(receiver.history.days('loan-approved', 2).map(({ counts }) => counts))).toEqual(today)
  expect(refusedOf(addCounts(receiver.history.hours(NOBODY, 2).map(({ counts }) => counts)))).toBe(1)
  expect(receiver.history.processes().sort()).toEqual([NOBODY, 'loan-approved'])
})

test('the rows of the log are there again with their order, outcome and number, and no more than are kept', async () => {
  const dir = makeDir()
  const kept = { authentic: 300, refused: 5 }
  let receiver = await start(dir, { kept })
  for (let n = 0; n < 1_000; n++) {
    receiver.request(
      rowOf({ bytes: n, ...(n === 990 ? { taskId: 'b'.repeat(24), time: '2026-11-30T10:00:00.000Z' } : {}) }),
    )
    if (n % 100 === 0) {
      receiver.request(stranger)
      await receiver.keeping.flush()
    }
  }
  await receiver.keeping.flush()
  receiver.requests.settle({
    process: 'loan-approved',
    taskId: 'b'.repeat(24),
    receivedAt: '2026-11-30T10:00:00.000Z',
    repeat: true,
    keptAs: null,
    reused: false,
  })
  const before = receiver.requests.list({}, { limit: 1_000 })
  expect(before).toHaveLength(305)
  await receiver.end()
  receiver = await start(dir, { kept })
  expect(receiver.requests.list({}, { limit: 1_000 })).toEqual(before)
  expect(receiver.requests.list({ taskId: 'b'.repeat(24) })[0]?.repeat).toBe(true)
  receiver.request(rowOf({ bytes: 1_000 }))
  expect(receiver.requests.list({}, { limit: 2 }).map(({ bytes, seq }) => [bytes, seq])).toEqual([
    [1_000, 1_011],
    [999, 1_010],
  ])
  await receiver.end()
  receiver = await start(dir, { kept })
  expect(receiver.requests.list({ authentic: true }, { limit: 1_000 }).map(({ bytes }) => bytes)).toEqual(
    Array.from({ length: 300 }, (_, at) => 1_000 - at),
  )
  // 1,000 rows of each log at the most, however many came
  expect([...receiver.store.rows.getKeys()].length).toBeLessThanOrEqual(4 + 2)
})

test('no error that is not ours, and with encryption nothing in clear, is in the file', async () => {
  const dir = makeDir()
  const encryption = { keys: [Buffer.alloc(32, 7)], configured: true }
  const receiver = await start(dir, { encryption })
  receiver.request(
    rowOf({ code: 'internal', status: 500, err: new Error('a secret of somebody'), source: '192.0.2.77' }),
  )
  await receiver.end()
  const bytes = readFileSync(join(dir, 'data.mdb'))
  expect(bytes.includes('a secret of somebody')).toBe(false)
  expect(bytes.includes('192.0.2.77')).toBe(false)
  const again = await start(dir, { encryption })
  expect(again.requests.list()[0]).toMatchObject({ code: 'internal', source: '192.0.2.77' })
  const plain = makeDir()
  const inClear = await start(plain)
  inClear.request(rowOf({ err: new Error('a secret of somebody'), source: '192.0.2.77' }))
  await inClear.end()
  const clear = readFileSync(join(plain, 'data.mdb'))
  expect([clear.includes('a secret of somebody'), clear.includes('192.0.2.77')]).toEqual([false, true])
})

test('a file that is damaged or whose key is gone is put aside, and counting begins anew', async () => {
  const dir = makeDir()
  const lines: string[] = []
  const log = { info() {}, warn() {}, error: (_: object, line: string) => void lines.push(line) }
  let receiver = await start(dir, { encryption: { keys: [Buffer.alloc(32, 1)], configured: true } })
  receiver.request(rowOf())
  await receiver.end()
  receiver = await start(dir, { encryption: { keys: [Buffer.alloc(32, 2)], configured: true }, log })
  expect(receiver.requests.list()).toEqual([])
  expect(lines).toEqual([expect.stringContaining('put aside')])
  expect(existsSync(join(dir, 'unreadable.mdb'))).toBe(true)
  receiver.request(rowOf())
  await receiver.end()
  truncateSync(join(dir, 'data.mdb'), 5_000)
  receiver = await start(dir, { log })
  receiver.request(rowOf())
  await receiver.keeping.flush()
  expect(receiver.history.hours('loan-approved', 1)[0]?.counts.accepted).toBe(1)
  expect([
    lines.length,
    readdirSync(dir)
      .filter((name) => name.endsWith('.mdb'))
      .sort(),
  ]).toEqual([2, ['data.mdb', 'lock.mdb', 'unreadable.mdb']])
})

test('the file has its size from the start, and stays within it however much comes', async () => {
  const dir = makeDir()
  const receiver = await start(dir)
  const size = statSync(join(dir, 'data.mdb')).size
  expect(size).toBe(32 << 20)
  for (let n = 0; n < 40; n++) {
    for (let row = 0; row < 1_000; row++) receiver.request(rowOf())
    await receiver.keeping.flush()
  }
  expect(statSync(join(dir, 'data.mdb')).size).toBe(size)
})

test('where no file can be made, a receiver goes on without it and says so', async () => {
  const lines: string[] = []
  const log = { info() {}, warn() {}, error: (_: object, line: string) => void lines.push(line) }
  const file = join(makeDir(), 'a-file')
  writeFileSync(file, '')
  expect(await openRequestStore(join(file, 'requests'), undefined, log)).toBeNull()
  expect(lines).toEqual([expect.stringContaining('can not be kept')])
})

test('a second receiver with the same folder counts in memory and says so', async () => {
  const dir = makeDir()
  await start(dir)
  const lines: string[] = []
  const log = { info() {}, warn() {}, error: (_: object, line: string) => void lines.push(line) }
  expect(await openRequestStore(dir, undefined, log)).toBeNull()
  expect(lines).toEqual([expect.stringContaining('can not be kept')])
})

test('hours of more than a week ago become days, days of more than a year are forgotten, and sums stay', async () => {
  const { store } = await start(makeDir())
  const now = Date.parse('2026-11-30T12:30:00Z')
  const last = Math.floor(now / HOUR)
  const counts: PeriodCounts = { ...NO_COUNTS, accepted: 1, refused: { schema_mismatch: 2 }, times: [[3, 3]] }
  const hours = Array.from({ length: 500 * 24 }, (_, back) => ({ hour: last - back, counts }))
  await Promise.all(writeHours(store, 'loan-approved', hours))
  await Promise.all(writeHours(store, 'other', [{ hour: last, counts }]))
  await foldCounts(store, 'loan-approved', now)
  await foldCounts(store, 'loan-approved', now)
  const all = { from: 0, to: last }
  const days = readCounts(store, 'loan-approved', 'd', all)
  const left = readCounts(store, 'loan-approved', 'h', all)
  expect([days.length, left.length]).toEqual([KEPT_DAYS - 7, 7 * 24 + 13])
  for (const day of days)
    expect(day.counts).toEqual({
      ...NO_COUNTS,
      accepted: 24,
      refused: { schema_mismatch: 48 },
      times: [[3, 72]],
    })
  expect(readCounts(store, 'other', 'h', all)).toHaveLength(1)
})

test('counts add up in any order and any grouping', () => {
  const few = fc.nat(1_000)
  const counts = fc.record({
    accepted: few,
    refused: fc.dictionary(fc.constantFrom('schema_mismatch', 'url_off', 'inbox_full'), few),
    repeats: few,
    kept: few,
    keyless: few,
    keyed: few,
    times: fc
      .uniqueArray(fc.tuple(fc.nat(141), fc.integer({ min: 1, max: 99 })), { selector: ([bucket]) => bucket })
      .map((times) => times.sort(([a], [b]) => a - b)),
    lastAt: fc.option(
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(9e12) })
        .map((date) => date.toISOString()),
    ),
  })
  fc.assert(
    fc.property(fc.array(counts, { maxLength: 6 }), fc.nat(6), (all, cut) => {
      const grouped = addCounts([addCounts(all.slice(0, cut)), addCounts(all.slice(cut))])
      expect(grouped).toEqual(addCounts(all))
      expect(addCounts([...all].reverse())).toEqual(addCounts(all))
    }),
  )
})
