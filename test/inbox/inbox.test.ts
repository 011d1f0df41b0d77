/** An acknowledged delivery is on disk; a delivery the inbox can't keep is refused, never half kept. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { laneOf } from '../../src/inbox/lane-of.ts'
import { makeDelivery } from './make-delivery.ts'
import { useInboxes } from './use-inbox-dir.ts'

const { open, makeDir } = useInboxes()

test('an accepted delivery is there after a restart, unchanged and in order', async () => {
  const dir = makeDir()
  const deliveries = Array.from({ length: 120 }, (_, i) =>
    makeDelivery({ data: { i }, ref: i % 3 ? null : `r${i}` }),
  )
  const inbox = await open({ dir })
  await Promise.all(deliveries.map((delivery) => inbox.accept(delivery)))
  await inbox.close()
  const again = await open({ dir })
  expect(again.read(0, 1_000).map(({ delivery }) => delivery)).toEqual(deliveries)
  expect(again.list(0, 1_000).map(({ lane }) => lane)).toEqual(deliveries.map(laneOf))
  expect(again.counts()).toMatchObject({
    records: 120,
    perProcess: { 'loan-approved': 120 },
    oldestReceivedAt: deliveries[0]?.receivedAt,
  })
})

test('reading goes on behind any record, gaps included', async () => {
  const inbox = await open()
  for (let i = 0; i < 5; i++) await inbox.accept(makeDelivery())
  const seqs = inbox.list(0, 10).map(({ seq }) => seq)
  await inbox.delete(seqs[1] as number)
  await inbox.delete(seqs[1] as number)
  expect(inbox.list(seqs[0] as number, 2).map(({ seq }) => seq)).toEqual([seqs[2], seqs[3]])
  expect(inbox.counts().records).toBe(4)
})

test('a number is never used again while something is kept under it', async () => {
  const dir = makeDir()
  const inbox = await open({ dir })
  const first = makeDelivery()
  await inbox.accept(first)
  const [record] = inbox.list(0, 1)
  await inbox.moveToStuck(record?.seq as number, { code: 'temporal_refused', message: 'no' })
  await inbox.close()
  const again = await open({ dir })
  await again.accept(makeDelivery())
  expect(again.list(0, 1)[0]?.seq).toBeGreaterThan(record?.seq as number)
  expect(again.stuck()).toMatchObject([
    { reason: { code: 'temporal_refused', message: 'no' }, delivery: { taskId: first.taskId } },
  ])
  expect(again.counts()).toMatchObject({ records: 1, stuck: 1 })
})

test('the mark of one process refuses that process only, the mark for all everyone', async () => {
  const inbox = await open({ maxRecords: 5, maxPerProcess: 3 })
  const attempts = Array.from({ length: 8 }, () => inbox.accept(makeDelivery()))
  const results = await Promise.allSettled(attempts)
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  const refused = await inbox.accept(makeDelivery()).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'inbox_full' })
  expect(refused).toMatchObject({ status: 503, retryAfter: 5 })
  expect(inbox.isWritable()).toBe(true)
  for (let i = 0; i < 2; i++) await inbox.accept(makeDelivery({ process: 'dunning' }))
  await expect(inbox.accept(makeDelivery({ process: 'third' }))).rejects.toThrow(
    expect.objectContaining({ code: 'inbox_full' }),
  )
  expect(inbox.isWritable()).toBe(false)
  await inbox.delete(inbox.list(0, 1)[0]?.seq as number)
  expect(inbox.isWritable()).toBe(true)
  await inbox.accept(makeDelivery())
})

test('the map has its full size from the start; puts stop at 80 % of it, deletes go on, and room comes back', async () => {
  const dir = makeDir()
  const mapBytes = 4 << 20
  const inbox = await open({ dir, mapBytes })
  const size = () => statSync(join(dir, 'data.mdb')).size
  expect(size()).toBe(mapBytes)
  expect(statSync(join(dir, 'data.mdb')).mode & 0o777).toBe(0o600)
  const data = 'x'.repeat(10_000)
  const fillUp = async () => {
    for (let accepted = 0; ; accepted++) {
      const refused = await inbox.accept(makeDelivery({ data })).catch((error: unknown) => error)
      if (refused === undefined) continue
      expect(refused).toMatchObject({ code: 'inbox_full' })
      return accepted
    }
  }
  const fits = await fillUp()
  expect(inbox.isWritable()).toBe(false)
  expect(inbox.counts().usedBytes / mapBytes).toBeLessThan(0.81)
  for (let round = 0; round < 5; round++) {
    const records = inbox.list(0, 10_000)
    await Promise.all(records.filter((_, i) => i % 2 === round % 2).map(({ seq }) => inbox.delete(seq)))
    expect(await fillUp()).toBeGreaterThan(fits / 4)
  }
  await Promise.all(inbox.list(0, 10_000).map(({ seq }) => inbox.delete(seq)))
  expect(inbox.counts().records).toBe(0)
  expect(await fillUp()).toBeGreaterThan(fits * 0.9)
  // Pages of a long value must lie together, so a map in pieces grows a little.
  expect(size()).toBeLessThan(mapBytes * 1.2)
})

test('small deliveries fill the map no further than 80 % either', async () => {
  const mapBytes = 1 << 20
  const inbox = await open({ mapBytes })
  let full = false
  while (!full) {
    const batch = await Promise.allSettled(Array.from({ length: 50 }, () => inbox.accept(makeDelivery())))
    full = batch.some(({ status }) => status === 'rejected')
  }
  expect(inbox.counts().usedBytes / mapBytes).toBeLessThan(0.81)
  expect(inbox.counts().usedBytes / mapBytes).toBeGreaterThan(0.6)
})

test('a folder that can not be made, or a closed inbox, refuses with 503', async () => {
  await expect(open({ dir: '/dev/null/inbox' })).rejects.toThrow(
    expect.objectContaining({ code: 'inbox_unwritable' }),
  )
  const inbox = await open()
  await inbox.close()
  const refused = await inbox.accept(makeDelivery()).catch((error: unknown) => error)
  expect(refused).toMatchObject({ code: 'inbox_unwritable', status: 503 })
  expect(inbox.isWritable()).toBe(false)
})

test('listeners hear of each delivery after it is safe, until they have had enough', async () => {
  const inbox = await open()
  const heard: number[] = []
  const end = inbox.onAccepted(() => heard.push(inbox.list(0, 10).length))
  await inbox.accept(makeDelivery())
  await inbox.accept(makeDelivery())
  end()
  await inbox.accept(makeDelivery())
  expect(heard).toEqual([1, 2])
  expect(inbox.accepted()).toBe(3)
})

test('closing in the middle of it keeps exactly what was acknowledged', async () => {
  const dir = makeDir()
  const inbox = await open({ dir })
  const attempts = Array.from({ length: 100 }, () => inbox.accept(makeDelivery()))
  const settled = Promise.allSettled(attempts)
  await inbox.close()
  const kept = (await settled).filter(({ status }) => status === 'fulfilled').length
  expect((await open({ dir })).counts().records).toBe(kept)
})

test('a record deleted twice at once counts once', async () => {
  const inbox = await open()
  await inbox.accept(makeDelivery())
  await inbox.accept(makeDelivery())
  const seq = inbox.list(0, 1)[0]?.seq as number
  await Promise.all([inbox.delete(seq), inbox.delete(seq), inbox.delete(seq)])
  expect(inbox.counts()).toMatchObject({ records: 1, perProcess: { 'loan-approved': 1 } })
})
