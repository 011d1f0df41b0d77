/** Deliveries of one commit lie together, and each is still one of its own; what versions before kept one by one is read. */
import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Delivery } from '../../src/inbox/delivery.ts'
import { encodeRecord } from '../../src/inbox/encode-record.ts'
import type { Inbox } from '../../src/inbox/inbox.ts'
import { createLaneNames, laneOf } from '../../src/inbox/lane-of.ts'
import { openStore } from '../../src/inbox/open-store.ts'
import { createAtRest } from '../../src/keys/at-rest.ts'
import { makeDelivery } from './make-delivery.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { makeDir, open } = useInboxes()
const MAP_BYTES = 1 << 26
const encryption = { keys: [randomBytes(32)], configured: true }
const settings = [
  ['sealed', { encryption }],
  ['in clear', {}],
] as const

/** As a version before wrote it: a record for each, under its number and its lane. */
async function fillAsBefore(dir: string, deliveries: readonly Delivery[], given: object): Promise<void> {
  const atRest = createAtRest('encryption' in given ? encryption : undefined, 'startnode:inbox:v1')
  const nameOf = createLaneNames('encryption' in given ? encryption.keys : [])
  const store = await openStore(dir, MAP_BYTES)
  for (const [index, delivery] of deliveries.entries())
    await store.records.put([index + 1, nameOf(laneOf(delivery))], atRest.seal(encodeRecord(delivery)))
  await store.close()
}

async function keysIn(dir: string): Promise<number[]> {
  const store = await openStore(dir, MAP_BYTES)
  const keys = Array.from(store.records.getKeys(), ([seq]) => seq)
  await store.close()
  return keys
}

const deliveriesOf = (inbox: Inbox) => inbox.read(0, 1_000).map(({ delivery }) => delivery)

test.each(settings)('what a version before kept is read, in its lane and its order: %s', async (_, given) => {
  const dir = makeDir()
  const ref = 'one loan'
  const before = Array.from({ length: 3 }, () => makeDelivery({ ref }))
  await fillAsBefore(dir, before, given)
  const inbox = await open({ dir, mapBytes: MAP_BYTES, ...given })
  const now = Array.from({ length: 3 }, () => makeDelivery({ ref }))
  await Promise.all(now.map((delivery) => inbox.accept(delivery)))
  expect(inbox.counts()).toMatchObject({ records: 6, perProcess: { 'loan-approved': 6 } })
  expect(deliveriesOf(inbox)).toEqual([...before, ...now])
  const records = inbox.list(0, 10)
  expect(records.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6])
  expect(new Set(records.map(({ lane }) => lane)).size).toBe(1)
  expect(records.map((record) => inbox.get(record))).toEqual([...before, ...now])
  await inbox.moveToStuck(2, { code: 'temporal_refused', message: 'no' })
  for (const seq of [1, 3, 4]) await inbox.delete(seq)
  expect(deliveriesOf(inbox)).toEqual(now.slice(1))
  expect(inbox.stuck().map(({ delivery }) => delivery)).toEqual([before[1]])
  await inbox.release(2)
  await inbox.close()
  expect(deliveriesOf(await open({ dir, mapBytes: MAP_BYTES, ...given }))).toEqual([
    ...now.slice(1),
    before[1],
  ])
})

test.each(settings)('what comes at once lies together, and leaves one by one: %s', async (_, given) => {
  const dir = makeDir()
  const options = { dir, mapBytes: MAP_BYTES, ...given }
  const deliveries = Array.from({ length: 40 }, (__, i) => makeDelivery({ data: { i } }))
  let inbox = await open(options)
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  await inbox.close()
  const keys = await keysIn(dir)
  expect(keys.length).toBeLessThan(5)
  // A version before goes on behind the highest key, and must use no number of the group again
  expect(keys.at(-1)).toBe(40)

  inbox = await open(options)
  const odd = inbox.list(0, 100).filter((___, index) => index % 2 === 1)
  await Promise.all(odd.map(({ seq }) => inbox.delete(seq)))
  const left = deliveries.filter((___, index) => index % 2 === 0)
  expect(deliveriesOf(inbox)).toEqual(left)
  expect(inbox.counts().records).toBe(20)
  await inbox.close()
  inbox = await open(options)
  expect(deliveriesOf(inbox)).toEqual(left)
  expect(inbox.list(2, 1)[0]?.seq).toBe(3)
  expect(inbox.get({ seq: 2, lane: 'loan-approved/t/any' })).toBeNull()

  await inbox.moveToStuck(3, { code: 'temporal_refused', message: 'no' })
  await inbox.close()
  inbox = await open(options)
  expect(deliveriesOf(inbox)).toEqual(left.filter((___, index) => index !== 1))
  expect(inbox.stuck()).toMatchObject([{ seq: 3, delivery: left[1] }])
  await Promise.all(inbox.list(0, 100).map(({ seq }) => inbox.delete(seq)))
  expect(inbox.counts()).toMatchObject({ records: 0, perProcess: {}, oldestReceivedAt: null })
  await inbox.close()
  expect(await keysIn(dir)).toEqual([])
})

test('large ones do not lie together: a value in one piece needs room in one piece', async () => {
  const dir = makeDir()
  const inbox = await open({ dir, mapBytes: MAP_BYTES })
  const deliveries = Array.from({ length: 5 }, () => makeDelivery({ data: 'x'.repeat(100_000) }))
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  expect(deliveriesOf(inbox)).toEqual(deliveries)
  await inbox.close()
  expect(await keysIn(dir)).toHaveLength(5)
})

test('one that stays does not keep the bytes of its group', async () => {
  const inbox = await open({ mapBytes: MAP_BYTES })
  for (let round = 0; round < 20; round += 1) {
    await Promise.all(
      Array.from({ length: 40 }, () => inbox.accept(makeDelivery({ data: 'x'.repeat(1_400) }))),
    )
    const [, ...rest] = inbox.list(round === 0 ? 0 : (inbox.list(0, round).at(-1)?.seq ?? 0), 40)
    await Promise.all(rest.map(({ seq }) => inbox.delete(seq)))
  }
  expect(inbox.counts().records).toBe(20)
  // 20 deliveries of 2 KB, each in a value of its own now, and what the map itself takes
  expect(inbox.counts().usedBytes).toBeLessThan(500_000)
})
