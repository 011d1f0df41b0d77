import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { RequestRow } from '../../src/receiver/receiver-log.ts'
import { createRequestLog } from '../../src/telemetry/request-log.ts'

const ROW: RequestRow = {
  time: '2026-11-24T09:00:00.000Z',
  process: 'loan-approved',
  addressed: '@loans',
  code: 'accepted',
  status: 200,
  reason: null,
  bytes: 580,
  durationMs: 1.5,
  taskId: '0123456789abcdef01234567',
  source: '127.0.0.1',
}

async function write(level: string, ...rows: RequestRow[]): Promise<string[]> {
  const written: string[] = []
  const log = createRequestLog(
    pino({ level, base: null, redact: ['secret'] }, { write: (text) => void written.push(text) }),
  )
  for (const row of rows) log.request(row)
  await new Promise((resolve) => setImmediate(resolve))
  return written.flatMap((text) => text.match(/.*\n/g) ?? [text])
}

test('every request is one line of JSON with all of its row, accepted at info and refused at warn', async () => {
  const refused = { ...ROW, code: 'access_denied' as const, status: 403, process: null, taskId: null }
  const lines = await write('info', ROW, refused)
  expect(lines.every((line) => line.endsWith('\n'))).toBe(true)
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { level: 30, msg: 'request accepted', ...ROW },
    { level: 40, msg: 'request refused', ...refused },
  ])
  expect(await write('warn', ROW, refused)).toHaveLength(1)
})

test('a source with quotes and newlines stays in its line', async () => {
  const source = '"}\n{"level":60,"msg":"forged"}'
  const lines = await write('info', { ...ROW, source })
  expect(lines.join('').trimEnd().split('\n')).toHaveLength(1)
  expect(JSON.parse(lines[0] as string)).toMatchObject({ source })
})

test('a process of any name, as a callback may carry it, stays in its line', async () => {
  const process = 'x"}\n{"level":60'
  const lines = await write('info', { ...ROW, process })
  expect(JSON.parse(lines.join(''))).toMatchObject({ process })
})

test('an unexpected error is written by the logger, which searches it for secrets', async () => {
  const err = Object.assign(new Error('oops'), { code: 'E' })
  const lines = await write('info', { ...ROW, code: 'internal', status: 500, err })
  expect(JSON.parse(lines[0] as string)).toMatchObject({
    level: 40,
    receivedAt: ROW.time,
    err: { message: 'oops' },
  })
})

test('what became of a delivery is a second line: repeat of what, kept why', async () => {
  const written: string[] = []
  const log = createRequestLog(pino({ level: 'info' }, { write: (text) => void written.push(text) }))
  const outcome = { taskId: 't1', receivedAt: ROW.time, process: 'loan-approved' }
  log.settle({ ...outcome, repeat: true, keptAs: null, reused: false })
  log.settle({ ...outcome, repeat: false, keptAs: 'e1', reused: true })
  log.settle({ ...outcome, repeat: false, keptAs: 'e2', reused: false })
  await new Promise((resolve) => setImmediate(resolve))
  const lines = written.flatMap((text) => text.match(/.*\n/g) ?? []).map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { level: 30, msg: 'repeat of t1', ...outcome },
    { level: 40, msg: 'kept: delivery_key_reused', ...outcome, keptAs: 'e1' },
    { level: 40, msg: 'kept', ...outcome, keptAs: 'e2' },
  ])
})
