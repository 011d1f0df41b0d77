/** A paused process: its deliveries wait on disk, in their order, cost the others nothing, and none is lost. */
import { expect, test } from 'vitest'
import { startForwarder } from '../../src/forwarder/forwarder.ts'
import type { Forwarder } from '../../src/forwarder/forwarder-contract.ts'
import { HeldProcesses } from '../../src/forwarder/held-processes.ts'
import { Lanes } from '../../src/inbox/lanes.ts'
import { waitFor } from '../helpers/wait-for.ts'
import { makeDelivery } from '../inbox/make-delivery.ts'
import { useInboxes } from '../inbox/use-inbox-dir.ts'
import { useTarget } from './open-target.ts'

const target = useTarget('inbox')
const inboxes = useInboxes()

async function whileRunning(forwarder: Forwarder, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } finally {
    await forwarder.stop()
  }
}

test('more held deliveries than the window has lanes hold up nobody, keep no memory, and all go on after the resume', async () => {
  const inbox = await inboxes.open({ mapBytes: 1 << 26 })
  const held = Array.from({ length: 5_600 }, () => makeDelivery({ process: 'held', data: {} }))
  await Promise.all(held.map((delivery) => inbox.accept(delivery)))
  const paused = new Set(['held'])
  const outcomes: string[] = []
  const forwarder = startForwarder({
    inbox,
    target,
    isPaused: (process) => paused.has(process),
    onOutcome: ({ process }) => outcomes.push(process),
  })
  await whileRunning(forwarder, async () => {
    await inbox.accept(makeDelivery({ process: 'free' }))
    await waitFor('the other process', () => outcomes.length === 1)
    expect(outcomes).toEqual(['free'])
    expect(forwarder.status()).toMatchObject({ held: ['held'], lanes: 0, inFlight: 0 })

    // A stop does not wait for what nobody resumes.
    const before = performance.now()
    expect(await forwarder.drain(10_000)).toBe(5_600)
    expect(performance.now() - before).toBeLessThan(2_000)

    paused.clear()
    await waitFor('the first of them', () => outcomes.length > 50)
    paused.add('held')
    await waitFor('the pause', () => forwarder.status().inFlight === 0)
    await inbox.accept(makeDelivery({ process: 'free' }))
    await waitFor(
      'the other process again',
      () => outcomes.at(-1) === 'free' || outcomes.filter((one) => one === 'free').length === 2,
    )
  })
  const left = inbox.counts().records
  expect(left).toBe(5_602 - outcomes.length)
  expect(left).toBeGreaterThan(0)
})

test('however often a process is paused and resumed, each lane keeps its order and nothing is left', async () => {
  const inbox = await inboxes.open()
  let paused = false
  const done: { ref: string; n: number }[] = []
  const forwarder = startForwarder({
    inbox,
    target,
    isPaused: (process) => paused && process === 'on-and-off',
    onOutcome: ({ ref, body }) => done.push({ ref: ref as string, n: JSON.parse(body.toString()).n }),
  })
  await whileRunning(forwarder, async () => {
    const run = makeDelivery().taskId
    for (let n = 0; n < 6; n++) {
      for (let ref = 0; ref < 8; ref++) {
        await inbox.accept(makeDelivery({ process: 'on-and-off', ref: `${run}-${ref}`, data: { n } }))
        paused = (n + ref) % 3 !== 0
      }
    }
    paused = false
    await waitFor('all of them', () => done.length === 48)
    for (let ref = 0; ref < 8; ref++) {
      expect(done.filter((one) => one.ref === `${run}-${ref}`).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4, 5])
    }
    await waitFor('an empty inbox', () => inbox.counts().records === 0)
    expect(forwarder.status()).toMatchObject({ held: [], lanes: 0 })
  })
})

test('a delivery a caller waits for goes before a thousand others', async () => {
  const inbox = await inboxes.open({ mapBytes: 1 << 26 })
  const first = Array.from({ length: 1_500 }, () => makeDelivery({ process: 'busy', data: {} }))
  await Promise.all(first.map((delivery) => inbox.accept(delivery)))
  const outcomes: string[] = []
  const forwarder = startForwarder({
    inbox,
    target,
    concurrency: 8,
    onOutcome: ({ taskId }) => outcomes.push(taskId),
  })
  await whileRunning(forwarder, async () => {
    await waitFor('some of them', () => outcomes.length > 20)
    const awaited = makeDelivery({ process: 'busy', awaited: true })
    await inbox.accept(awaited)
    const before = outcomes.length
    await waitFor('it', () => outcomes.includes(awaited.taskId))
    expect(outcomes.indexOf(awaited.taskId) - before).toBeLessThan(100)
  })
})

test('a record that comes late into a lane stands in its order, and twice it stands once', () => {
  const lanes = new Lanes()
  for (const seq of [1, 5, 9]) expect(lanes.add({ seq, lane: 'a' })).toBe(true)
  const lane = lanes.take()
  if (!lane) throw new Error('no lane is ready')
  for (const seq of [5, 1, 9]) expect(lanes.add({ seq, lane: 'a' })).toBe(false)
  expect(lanes.add({ seq: 7, lane: 'a' })).toBe(true)
  expect(lane.seqs).toEqual([1, 5, 7, 9])
  expect(lanes.drop(lane)).toBe(4)
  expect(lanes.size).toBe(0)
})

test('what is held of a process stays held until it is read to the end', () => {
  const paused = new Set(['p'])
  const held = new HeldProcesses((process) => paused.has(process))
  expect(held.holds('free', 1)).toBe(false)
  expect(held.holds('p', 4)).toBe(true)
  held.hold('p', 2)
  expect(held.resumedFrom()).toBeNull()
  paused.clear()
  expect(held.resumedFrom()).toBe(1)
  // New ones wait behind those on disk.
  expect(held.holds('p', 20)).toBe(true)
  expect(held.takesBack(1, 'p')).toBe(false)
  expect(held.takesBack(2, 'p')).toBe(true)
  held.readTo(1, 10)
  expect(held.resumedFrom()).toBe(10)
  held.readTo(10, null)
  expect(held.resumedFrom()).toBeNull()
  expect(held.holds('p', 21)).toBe(false)
})
