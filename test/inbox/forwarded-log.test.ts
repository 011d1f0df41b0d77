/** What was forwarded is kept for a time, in order, sealed as it lay in the inbox; and never holds anything up. */
import { randomBytes } from 'node:crypto'
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { decodeRecord } from '../../src/inbox/encode-record.ts'
import { FORWARDED_DIR, readForwarded } from '../../src/inbox/forwarded-log.ts'
import { createAtRest } from '../../src/keys/at-rest.ts'
import { makeDelivery } from './make-delivery.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { makeDir, open } = useInboxes()
const KEEP = { forMs: 60_000, bytes: 1 << 20 }
const encryption = { keys: [randomBytes(32)], configured: true }

afterEach(() => void vi.useRealTimers())

async function keptIn(dir: string, since = 0) {
  const atRest = createAtRest(encryption, 'startnode:inbox:v1')
  const kept = []
  for await (const { record } of readForwarded(dir, since)) kept.push(decodeRecord(atRest.open(record)))
  return kept
}

const filesOf = (dir: string) =>
  readdirSync(join(dir, FORWARDED_DIR)).map((name) => join(dir, FORWARDED_DIR, name))

test('what is deleted is kept, in order, over a restart, and in no file in clear; what was put aside is not', async () => {
  const dir = makeDir()
  const given = Array.from({ length: 4 }, () =>
    makeDelivery({ ref: 'canary-ref', data: { name: 'canary-body' } }),
  )
  for (const part of [given.slice(0, 3), given.slice(3)]) {
    const inbox = await open({ dir, encryption, keepForwarded: KEEP })
    await Promise.all(part.map((one) => inbox.accept(one)))
    await Promise.all(inbox.list(0, 10).map(({ seq }) => inbox.delete(seq)))
    await inbox.accept(makeDelivery())
    const [{ seq } = { seq: 0 }] = inbox.list(0, 10)
    await inbox.moveToStuck(seq, { code: 'temporal_refused', message: 'no' })
    expect(inbox.counts().records).toBe(0)
    await inbox.close()
  }
  expect(await keptIn(dir)).toEqual(given)
  expect(await keptIn(dir, Date.now() + 1)).toEqual([])
  for (const file of filesOf(dir)) {
    expect(readFileSync(file).toString('latin1')).not.toContain('canary')
    expect(statSync(file).mode & 0o777).toBe(0o600)
  }
})

test('a file that ends in the middle of a record, or was altered, is read up to there', async () => {
  const dir = makeDir()
  const inbox = await open({ dir, encryption, keepForwarded: KEEP })
  const given = [makeDelivery(), makeDelivery()]
  for (const one of given) await inbox.accept(one)
  for (const seq of [1, 2]) await inbox.delete(seq)
  await inbox.close()
  const [file] = filesOf(dir) as [string]
  const whole = readFileSync(file)
  appendFileSync(file, whole.subarray(0, 30))
  expect(await keptIn(dir)).toEqual(given)
  truncateSync(file, whole.length - 1)
  expect(await keptIn(dir)).toEqual(given.slice(0, 1))
  whole.writeUInt8(whole.readUInt8(40) ^ 1, 40)
  writeFileSync(file, whole)
  expect(await keptIn(dir)).toEqual([])
})

test('bytes and time are bounded: the oldest goes', async () => {
  const dir = makeDir()
  const inbox = await open({ dir, encryption, keepForwarded: { ...KEEP, bytes: 64_000 } })
  const send = async (count: number) => {
    for (let one = 0; one < count; one += 1)
      await inbox.accept(makeDelivery({ data: { pad: 'x'.repeat(2_000) } }))
    for (const { seq } of inbox.list(0, count)) await inbox.delete(seq)
  }
  await send(60)
  const sizeOf = () => filesOf(dir).reduce((sum, file) => sum + statSync(file).size, 0)
  expect(sizeOf()).toBeLessThanOrEqual(64_000)
  expect(sizeOf()).toBeGreaterThan(32_000)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * KEEP.forMs })
  await send(5)
  expect((await keptIn(dir)).length).toBe(5)
})

test('where nothing can be kept, it is said, and deliveries go as ever', async () => {
  const dir = makeDir()
  const warned: unknown[] = []
  const log = { info: () => {}, warn: (_: object, text: string) => warned.push(text), error: () => {} }
  const inbox = await open({ dir, keepForwarded: KEEP, log })
  rmSync(join(dir, FORWARDED_DIR), { recursive: true })
  for (const one of [makeDelivery(), makeDelivery()]) await inbox.accept(one)
  for (const seq of [1, 2]) await inbox.delete(seq)
  expect(inbox.counts().records).toBe(0)
  expect(warned).toEqual(['what was forwarded can not be kept; forwarding goes on'])
})
