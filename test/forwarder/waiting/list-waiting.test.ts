/** What waits is listed page by page and found, in an inbox of 50,000, while the event loop stays free. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createGiveWay } from '../../../src/admin/serve/give-way.ts'
import { findWaiting, listWaiting, type WaitingParts } from '../../../src/forwarder/waiting/list-waiting.ts'
import { type Inbox, openInbox } from '../../../src/inbox/inbox.ts'
import { makeDelivery } from '../../inbox/make-delivery.ts'

const MANY = 50_000
let dir: string
let inbox: Inbox
let parts: WaitingParts
const last = makeDelivery({
  process: 'card-lost',
  key: 'the-last',
  ref: 'CARD-9',
  receivedAt: '2026-11-30T10:00:00.000Z',
})

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'waiting-'))
  const encryption = { keys: [Buffer.alloc(32, 3)], configured: true }
  inbox = await openInbox({ dir, mapBytes: 1 << 28, maxRecords: 100_000, maxPerProcess: 100_000, encryption })
  const data = { note: 'x'.repeat(300) }
  for (let at = 0; at < MANY; at += 1_000)
    await Promise.all(
      Array.from({ length: 1_000 }, (_, n) =>
        inbox.accept(makeDelivery({ key: `k${at + n}`, ref: `R${at + n}`, data })),
      ),
    )
  await inbox.accept(last)
  parts = {
    inbox,
    forwarder: {
      status: () => ({ ...NO_STATUS, state: 'forwarding' as const }),
      troubleOf: ({ seq }) =>
        seq === MANY + 1 ? { seq, tries: 3, reason: 'UNAVAILABLE: away', lastAt: '' } : null,
    },
    isPaused: () => false,
  }
}, 120_000)
afterAll(async () => {
  await inbox?.close()
  rmSync(dir, { recursive: true, force: true })
})

const NO_STATUS = {
  reason: null,
  inFlight: 0,
  lanes: 0,
  lanesWaiting: 0,
  held: [],
  forwarded: 0,
  duplicates: 0,
  refused: 0,
  lastFailure: null,
}

/** With how often others had their turn meanwhile. */
async function watch<Result>(work: () => Promise<Result>) {
  let turns = 0
  let over = false
  const count = () => {
    turns += 1
    if (!over) setImmediate(count)
  }
  setImmediate(count)
  const result = await work()
  over = true
  return { result, turns }
}

test('pages follow each other to the end, with a filter too', async () => {
  const first = await listWaiting(parts, { after: 0, limit: 3 })
  expect(first.waiting.map(({ ref }) => ref)).toEqual(['R0', 'R1', 'R2'])
  const second = await listWaiting(parts, { after: first.next ?? 0, limit: 3 })
  expect(second.waiting.map(({ ref }) => ref)).toEqual(['R3', 'R4', 'R5'])
  const result = await listWaiting(parts, { process: 'card-lost', after: 0, limit: 3 })
  expect(result.next).toBeNull()
  expect(result.waiting).toEqual([
    {
      seq: MANY + 1,
      process: 'card-lost',
      taskId: last.taskId,
      ref: 'CARD-9',
      since: '2026-11-30T10:00:00.000Z',
      tries: 3,
      lastError: 'UNAVAILABLE: away',
      waitsFor: 'retry',
    },
  ])
})

test('the last of 50,000 is found by obj_id, ref and delivery key, and others have their turn meanwhile', async () => {
  for (const text of [last.taskId, 'CARD-9', 'the-last']) {
    const { result, turns } = await watch(() =>
      findWaiting(parts, { text, process: 'card-lost' }, 9, createGiveWay()),
    )
    expect(result.map(({ taskId }) => taskId)).toEqual([last.taskId])
    expect(turns).toBeGreaterThan(10)
  }
  const { result, turns } = await watch(() => findWaiting(parts, { text: last.taskId }, 9, createGiveWay()))
  expect(result).toHaveLength(1)
  expect(turns).toBeGreaterThan(100)
  expect(await findWaiting(parts, { text: 'R-none' }, 9, createGiveWay())).toEqual([])
  expect(await findWaiting(parts, { text: 'R49999', process: 'card-lost' }, 9, createGiveWay())).toEqual([])
}, 120_000)

test('what was put aside is found too, and says why', async () => {
  const aside = makeDelivery({ key: 'aside', ref: 'AS-1' })
  await inbox.accept(aside)
  await inbox.moveToStuck(MANY + 2, { code: 'temporal_refused', message: 'too large' })
  const found = await findWaiting(parts, { text: 'AS-1', process: 'loan-approved' }, 1, async (work) =>
    work(),
  )
  expect(found).toMatchObject([
    { waitsFor: 'somebody', lastError: 'temporal_refused: too large', seq: MANY + 2 },
  ])
  expect(inbox.stuck(5, MANY + 2)).toEqual([])
})
